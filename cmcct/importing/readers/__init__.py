"""Readers: one module for each kind of file, from bytes to rows of cells."""
