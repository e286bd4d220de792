from venues.services.calendar import remove_special_day, save_special_day, set_special_days
from venues.services.venues import save_venue, save_venues
from venues.services.vocabulary import save_rows, set_boundaries

__all__ = [
    "remove_special_day",
    "save_rows",
    "save_special_day",
    "save_venue",
    "save_venues",
    "set_boundaries",
    "set_special_days",
]
