"""What the tests of the organizer's form share."""

from typing import Any

from django.test import Client

from activities.models import Activity


def step_of(activity: Activity, key: str) -> str:
    return f"/workspace/activities/{activity.public_id}/edit/{key}/"


def base_on(client: Client, address: str) -> str:
    base: str = client.get(address).context["base"]
    return base


def rows(*sessions: dict[str, Any], stored: int = 0) -> dict[str, Any]:
    data: dict[str, Any] = {"sessions-TOTAL_FORMS": len(sessions), "sessions-INITIAL_FORMS": stored}
    for number, session in enumerate(sessions):
        data |= {f"sessions-{number}-{name}": value for name, value in session.items()}
    return data


def what(unit: int, **changes: Any) -> dict[str, Any]:
    return {"title": "天文观测夜", "unit": unit, "form": "lecture", "audiences": ["youth"]} | changes


def typed(form: Any) -> dict[str, Any]:
    """What a browser would send for a form as it is shown."""
    data: dict[str, Any] = {}
    parts = [form, *([form.rows.management_form, *form.rows.forms] if hasattr(form, "rows") else [])]
    for bound in (bound for part in parts for bound in part):
        value = bound.value()
        if value is None or value is False or bound.field.disabled:
            continue
        shown = value if isinstance(value, list | bool) else bound.field.widget.format_value(value)
        data[bound.html_name] = "on" if shown is True else shown
    return {name: value for name, value in data.items() if value is not None}
