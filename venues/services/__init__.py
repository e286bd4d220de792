from venues.services.calendar import remove_special_day, save_special_day, set_special_days
from venues.services.doubles import look_for_doubles, tell_apart
from venues.services.merging import Merge, follows_merge, merge_venues
from venues.services.moving import follows_move
from venues.services.reminders import escalate_reviews, remind_of_verification, tell_of_unread_hours
from venues.services.reports import (
    apply_proposed_position,
    decide_report,
    erase_report_contacts,
    report_error,
    send_answer,
)
from venues.services.revisions import (
    accept_revision,
    discard_revision,
    return_revision,
    save_working_copy,
    submit_revision,
    withdraw_revision,
)
from venues.services.tours import cancel_stop, copy_week, save_stop
from venues.services.venues import save_venue, save_venues
from venues.services.vocabulary import save_rows, set_boundaries
from venues.services.workflow import (
    close_venue,
    hide_venue,
    publish_venue,
    return_venue,
    submit_venue,
    verify_venue,
    withdraw_venue,
)

__all__ = [
    "Merge",
    "accept_revision",
    "apply_proposed_position",
    "cancel_stop",
    "close_venue",
    "copy_week",
    "decide_report",
    "discard_revision",
    "erase_report_contacts",
    "escalate_reviews",
    "follows_merge",
    "follows_move",
    "hide_venue",
    "look_for_doubles",
    "merge_venues",
    "publish_venue",
    "remind_of_verification",
    "remove_special_day",
    "report_error",
    "return_revision",
    "return_venue",
    "save_rows",
    "save_special_day",
    "save_stop",
    "save_venue",
    "save_venues",
    "save_working_copy",
    "send_answer",
    "set_boundaries",
    "set_special_days",
    "submit_revision",
    "submit_venue",
    "tell_apart",
    "tell_of_unread_hours",
    "verify_venue",
    "withdraw_revision",
    "withdraw_venue",
]
