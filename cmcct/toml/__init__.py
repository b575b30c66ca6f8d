"""From TOML text to data and back, without anything of the domain."""
