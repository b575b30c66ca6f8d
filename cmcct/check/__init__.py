"""The rules, the runner that applies them, and the reports."""
