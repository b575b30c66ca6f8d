"""The data model of a directory, and the loader from parsed TOML."""
