"""Benchmarks of the product against the limit (the same work straight through the database) and against peers."""
