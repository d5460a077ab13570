"""Translation catalogues, one per language, and `update`."""
