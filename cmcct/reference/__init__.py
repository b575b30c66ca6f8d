"""The world and the vocabularies of the directory."""
