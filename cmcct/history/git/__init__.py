"""Git: the process, and what it says of a file."""
