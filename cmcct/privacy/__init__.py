"""Audiences: who may see which entry and channel; and which text a log may show."""
