"""User-facing messages and their translations."""
