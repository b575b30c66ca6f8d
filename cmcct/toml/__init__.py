"""TOML text to data and back, byte for byte. Independent of the domain."""
