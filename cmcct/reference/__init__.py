"""Countries, languages and the controlled vocabularies."""
