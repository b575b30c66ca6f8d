"""What editing commands share: they read what is typed, confirm, apply and report an edit."""
