"""Files on disk: locate, read and write them atomically."""
