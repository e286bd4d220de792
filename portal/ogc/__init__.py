"""OGC API – Features, Part 1: what is published, for programs of geographic information."""
