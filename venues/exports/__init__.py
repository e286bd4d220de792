"""Venues as files: sheets, GeoJSON and KML, all of the same columns."""

from venues.exports.files import MOST_ROWS, Format, write_venues

__all__ = ["MOST_ROWS", "Format", "write_venues"]
