"""Files on disk: locate, read, explain broken TOML, write atomically."""
