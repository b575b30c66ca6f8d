"""The versions of the file in git, and what changed between them."""
