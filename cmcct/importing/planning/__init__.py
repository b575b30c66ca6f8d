"""The plan of an import: whose row it is, what it changes, what is asked, and the report."""
