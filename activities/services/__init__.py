from activities.services.activities import save_activity
from activities.services.copying import copy_activity
from activities.services.devices import (
    hear_from,
    make_pairing_code,
    make_session_code,
    note_roster,
    pair_device,
    revoke_device,
)
from activities.services.erasure import erase_old_registrations, erase_registrations_of
from activities.services.escalation import escalate_activities
from activities.services.keeping import (
    announce,
    decide_registration,
    note_access,
    note_accesses,
    offer_place,
    withdraw_registration,
)
from activities.services.ledger import record_checkins
from activities.services.paper import PaperLine, record_paper
from activities.services.plan import copy_plan, save_plan
from activities.services.planediting import (
    remove_campaign,
    remove_project,
    remove_task,
    save_campaign,
    save_project,
    save_task,
)
from activities.services.quarantine import decide_group, decide_quarantined
from activities.services.registrations import cancel_registration, confirm_offer, register, take_up_registrations
from activities.services.reminders import remind_of_tomorrow
from activities.services.restoring import restore_activity, restore_session
from activities.services.resultreminders import remind_of_results
from activities.services.results import confirm_results, reopen_results, report_results, send_back_results
from activities.services.searching import renew_activity_search
from activities.services.seats import expire_offers, expire_offers_everywhere
from activities.services.selfcheckin import check_in_oneself, correct_own_checkin
from activities.services.takingback import take_back_session
from activities.services.undoing import undo_checkin
from activities.services.verdicts import Verdict
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
    "PaperLine",
    "Verdict",
    "announce",
    "approve_activity",
    "cancel_activity",
    "cancel_registration",
    "cancel_session",
    "check_in_oneself",
    "confirm_offer",
    "confirm_results",
    "copy_activity",
    "copy_plan",
    "correct_own_checkin",
    "decide_group",
    "decide_quarantined",
    "decide_registration",
    "erase_old_registrations",
    "erase_registrations_of",
    "escalate_activities",
    "expire_offers",
    "expire_offers_everywhere",
    "hear_from",
    "make_pairing_code",
    "make_session_code",
    "move_session",
    "note_access",
    "note_accesses",
    "note_roster",
    "offer_place",
    "pair_device",
    "record_checkins",
    "record_paper",
    "register",
    "remind_of_results",
    "remind_of_tomorrow",
    "remove_campaign",
    "remove_project",
    "remove_task",
    "renew_activity_search",
    "reopen_results",
    "report_results",
    "restore_activity",
    "restore_session",
    "return_activity",
    "revoke_device",
    "save_activity",
    "save_campaign",
    "save_plan",
    "save_project",
    "save_task",
    "send_back_results",
    "submit_activity",
    "take_back_session",
    "take_up_registrations",
    "undo_checkin",
    "withdraw_activity",
    "withdraw_registration",
]
