"""Edits: operations on the data, key paths, and the transaction that writes the files."""
