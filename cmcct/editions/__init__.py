"""Editions: which version a list is, the files that are handed out, and their manifest."""
