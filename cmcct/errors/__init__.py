"""Exceptions, exit codes, and the closest known value."""
