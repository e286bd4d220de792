from accounts.models.membership import Membership, Role
from accounts.models.notice import Notice
from accounts.models.phone import Consent, Phone, SignInCode
from accounts.models.savedview import SavedView
from accounts.models.unit import LeadingGroupTerm, Unit, UnitKind
from accounts.models.unitperiod import UnitPeriod
from accounts.models.user import User

__all__ = [
    "Consent",
    "LeadingGroupTerm",
    "Membership",
    "Notice",
    "Phone",
    "Role",
    "SavedView",
    "SignInCode",
    "Unit",
    "UnitKind",
    "UnitPeriod",
    "User",
]
