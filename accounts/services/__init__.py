from accounts.services.members import erase_account, record_consent, rename_account
from accounts.services.notices import mark_read, notify
from accounts.services.people import create_administrator, give_role
from accounts.services.savedviews import remove_view, rename_view, save_view
from accounts.services.signin import forget_codes, redeem_code, send_code
from accounts.services.unithistory import UnitSays, change_unit, merge_unit
from accounts.services.units import let_publish, save_units

__all__ = [
    "UnitSays",
    "change_unit",
    "create_administrator",
    "erase_account",
    "forget_codes",
    "give_role",
    "let_publish",
    "mark_read",
    "merge_unit",
    "notify",
    "record_consent",
    "redeem_code",
    "remove_view",
    "rename_account",
    "rename_view",
    "save_units",
    "save_view",
    "send_code",
]
