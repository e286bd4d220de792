from accounts.services.notices import mark_read, notify
from accounts.services.people import create_administrator, give_role
from accounts.services.units import let_publish, save_units

__all__ = ["create_administrator", "give_role", "let_publish", "mark_read", "notify", "save_units"]
