"""Flows that span several pages: sign-up, sign-in, and what they keep between requests."""
