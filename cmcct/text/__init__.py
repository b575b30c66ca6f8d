"""Bytes and strings, without anything of the domain."""
