"""Versions of the directory file in git, and the changes between them."""
