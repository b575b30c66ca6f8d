"""Files on disk: found, read, written."""
