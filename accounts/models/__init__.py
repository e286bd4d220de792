from accounts.models.membership import Membership, Role
from accounts.models.unit import LeadingGroupTerm, Unit, UnitKind
from accounts.models.user import User

__all__ = ["LeadingGroupTerm", "Membership", "Role", "Unit", "UnitKind", "User"]
