"""Import of sheets, forms and address books: rows, columns, values, matches, a plan, the edit."""
