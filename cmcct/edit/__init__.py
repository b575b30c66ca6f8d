"""An edit: operation, key path, transaction."""
