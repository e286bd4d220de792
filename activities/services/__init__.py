from activities.services.activities import save_activity
from activities.services.erasure import erase_old_registrations, erase_registrations_of
from activities.services.keeping import (
    announce,
    decide_registration,
    note_access,
    note_accesses,
    offer_place,
    withdraw_registration,
)
from activities.services.plan import copy_plan, save_plan
from activities.services.registrations import cancel_registration, confirm_offer, register, take_up_registrations
from activities.services.reminders import remind_of_tomorrow
from activities.services.resultreminders import remind_of_results
from activities.services.results import confirm_results, report_results, send_back_results
from activities.services.seats import expire_offers, expire_offers_everywhere
from activities.services.workflow import (
    approve_activity,
    cancel_activity,
    cancel_session,
    move_session,
    return_activity,
    submit_activity,
    withdraw_activity,
)

__all__ = [
    "announce",
    "approve_activity",
    "cancel_activity",
    "cancel_registration",
    "cancel_session",
    "confirm_offer",
    "confirm_results",
    "copy_plan",
    "decide_registration",
    "erase_old_registrations",
    "erase_registrations_of",
    "expire_offers",
    "expire_offers_everywhere",
    "move_session",
    "note_access",
    "note_accesses",
    "offer_place",
    "register",
    "remind_of_results",
    "remind_of_tomorrow",
    "report_results",
    "return_activity",
    "save_activity",
    "save_plan",
    "send_back_results",
    "submit_activity",
    "take_up_registrations",
    "withdraw_activity",
    "withdraw_registration",
]
