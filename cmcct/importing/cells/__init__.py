"""Cells: what each kind of value means, and a row of cells as an entry."""
