"""The database's engine: PostGIS, and quick to say so when it is away."""
