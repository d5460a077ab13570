"""Server-side sessions, encrypted under a key that only the browser's cookie holds."""
