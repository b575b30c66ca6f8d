"""The rules of `cmcct check`, the runner that applies them, and the reports."""
