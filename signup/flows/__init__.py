"""Flows that span several pages: sign-up, sign-in, and their state."""
