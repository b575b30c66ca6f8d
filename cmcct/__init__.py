"""Contact directory of the Caribbean counter-trafficking network."""

__version__ = "0.1.0"
