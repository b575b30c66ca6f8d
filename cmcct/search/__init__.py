"""Filters, text search and duplicates."""
