"""Reading what was done with an activity."""

from activities.models import Activity, ActivityStep, Step


def reason_of_return(activity: Activity) -> str:
    """Why an activity was sent back last; empty where it never was."""
    found = ActivityStep.objects.filter(activity=activity, step=Step.RETURNED).order_by("-at", "-id").first()
    return found.reason if found else ""
