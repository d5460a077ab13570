"""Mutants of the modules that carry the promises of docs/security.md."""
