"""Settings, scenarios and the server's configuration."""
