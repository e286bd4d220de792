from accounts.services.people import create_administrator, give_role
from accounts.services.units import save_units

__all__ = ["create_administrator", "give_role", "save_units"]
