"""What an entry may say, and a directory made of parsed TOML."""
