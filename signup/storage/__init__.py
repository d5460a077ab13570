"""Stores for sessions and rate limits: SQLite on one host, Redis on several."""
