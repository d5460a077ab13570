"""Server-side sessions, encrypted with a key that only the browser's cookie has."""
