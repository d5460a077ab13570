"""A shop with the sign-up mounted under `/auth`: docs/embedding.md explains it."""
