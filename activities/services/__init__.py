from activities.services.activities import save_activity
from activities.services.plan import copy_plan, save_plan
from activities.services.registrations import (
    cancel_registration,
    confirm_offer,
    decide_registration,
    expire_offers,
    register,
)
from activities.services.workflow import (
    approve_activity,
    cancel_activity,
    cancel_session,
    return_activity,
    submit_activity,
)

__all__ = [
    "approve_activity",
    "cancel_activity",
    "cancel_registration",
    "cancel_session",
    "confirm_offer",
    "copy_plan",
    "decide_registration",
    "expire_offers",
    "register",
    "return_activity",
    "save_activity",
    "save_plan",
    "submit_activity",
]
