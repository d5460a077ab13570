"""The embedded user pool."""
