"""Languages: choosing one, translating lazily, formatting."""
