"""Settings of the servers that a benchmark starts."""
