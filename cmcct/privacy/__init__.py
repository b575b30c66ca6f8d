"""Who may see what, and what a log may hold."""
