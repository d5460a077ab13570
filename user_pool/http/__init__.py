"""HTTP front end of the served pool."""
