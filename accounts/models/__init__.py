from accounts.models.membership import Membership, Role
from accounts.models.notice import Notice
from accounts.models.unit import LeadingGroupTerm, Unit, UnitKind
from accounts.models.user import User

__all__ = ["LeadingGroupTerm", "Membership", "Notice", "Role", "Unit", "UnitKind", "User"]
