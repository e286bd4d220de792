"""By which doors hours come in: services alone."""

from django.contrib import admin

from core import importplans
from volunteers import tasks
from volunteers.models import Application, Certificate, ServiceRecord, SignEvent


def test_no_other_door_leads_to_hours() -> None:
    """Neither the admin nor an import knows records, signs or certificates; tasks only close and finalize."""
    assert not {ServiceRecord, SignEvent, Certificate, Application} & set(admin.site._registry)
    assert {kind for kind in importplans.importers if "service" in kind or "volunteer" in kind} == set()
    named = {name for name in vars(tasks) if hasattr(getattr(tasks, name), "delay")}
    assert named == {"close_forgotten_services", "finalize_services", "remind_of_service"}
