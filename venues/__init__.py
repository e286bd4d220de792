"""Regions and venues: where popular science takes place, when it is open, and the map's tiles."""
