"""Languages: negotiation, lazy translation, formatting."""
