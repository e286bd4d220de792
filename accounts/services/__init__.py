from accounts.services.members import erase_account, record_consent, rename_account
from accounts.services.people import create_administrator, give_role
from accounts.services.signin import forget_codes, redeem_code, send_code
from accounts.services.units import save_units

__all__ = [
    "create_administrator",
    "erase_account",
    "forget_codes",
    "give_role",
    "record_consent",
    "redeem_code",
    "rename_account",
    "save_units",
    "send_code",
]
