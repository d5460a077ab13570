"""Events for the log, and metrics for Prometheus."""
