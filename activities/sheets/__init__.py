"""Activities in sheets: a unit's year plan taken in, and lists given out in the same columns."""
