"""What one person took away comes back, and certificates are told which records they rest on.

A correction used to take the old record out of count when it was proposed. Those that nobody has confirmed
become proposals, those that were rejected become rejected ones, and in both cases the old record stands again.
"""

import logging
from typing import Any

from django.db import migrations, models
from django.utils import timezone

log = logging.getLogger(__name__)
LINKS = """
INSERT INTO volunteers_certifiedservice (certificate_id, service_id)
SELECT certificate.id, service.id FROM volunteers_certificate certificate
JOIN volunteers_servicerecord service ON service.volunteer_id = certificate.volunteer_id
JOIN volunteers_application application ON application.id = service.application_id
JOIN volunteers_position position ON position.id = application.position_id
JOIN activities_session session ON session.id = position.session_id
JOIN activities_activity activity ON activity.id = session.activity_id AND activity.unit_id = certificate.unit_id
WHERE (service.starts_at AT TIME ZONE 'Asia/Shanghai')::date BETWEEN certificate.since AND certificate.until
AND EXISTS (SELECT 1 FROM volunteers_servicestep step WHERE step.service_id = service.id
    AND step.state = 'final' AND step.at <= certificate.issued_at)
AND NOT EXISTS (SELECT 1 FROM volunteers_servicestep step WHERE step.service_id = service.id
    AND step.state = 'reversed' AND step.at <= certificate.issued_at)
ON CONFLICT DO NOTHING"""
STOOD = ("recorded", "confirmed", "objected", "final")


def give_back(apps: Any, schema_editor: Any) -> None:
    record = apps.get_model("volunteers", "ServiceRecord")
    found = record.objects.filter(
        kind="added", state__in=["recorded", "rejected"], replaces__state="reversed", proposed_by__isnull=False
    )
    done = left = 0
    for row in found.select_related("replaces").order_by("pk"):
        if _give_back(apps, row, row.replaces):
            done += 1
        else:
            left += 1
    log.info("hours_given_back done=%d left=%d", done, left)
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(LINKS)
        log.info("certificates_linked rows=%d", cursor.rowcount)


def _give_back(apps: Any, row: Any, old: Any) -> bool:
    record, step = apps.get_model("volunteers", "ServiceRecord"), apps.get_model("volunteers", "ServiceStep")
    steps = step.objects.filter(service=old).exclude(state="reversed").order_by("-at", "-pk")
    former = steps.values_list("state", flat=True).first()
    others = record.objects.filter(volunteer=old.volunteer_id).exclude(state__in=["rejected", "reversed"])
    others = others.exclude(pk=row.pk).annotate(until=models.functions.Coalesce("ends_at", "latest_end"))
    if former not in STOOD or others.filter(starts_at__lt=old.ends_at, until__gt=old.starts_at).exists():
        return False
    now = timezone.now()
    values: dict[str, Any] = {"state": "proposed"}
    if row.state == "rejected":
        said = step.objects.filter(service=row, state="rejected").order_by("-at", "-pk").first()
        values = {
            "state": "rejected",
            "decided_by_id": (said and said.by_id) or row.proposed_by_id,
            "decided_at": said.at if said else now,
            "answer": said.reason[:200] if said else "",
        }
    else:
        step.objects.create(service=row, state="rejected", at=now)
    # The proposal is a row of its own from here on; the record that it had made counts nowhere.
    record.objects.filter(pk=row.pk).update(state="rejected", replaces=None)
    record.objects.filter(pk=old.pk).update(state=former)
    step.objects.create(service=old, state=former, at=now)
    apps.get_model("volunteers", "Correction").objects.create(
        service=old,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        reason=row.reason or "—",
        proposed_by_id=row.proposed_by_id,
        proposed_at=row.created_at,
        **values,
    )
    return True


class Migration(migrations.Migration):
    dependencies = [("volunteers", "0005_corrections_by_two_people")]

    operations = [migrations.RunPython(give_back, migrations.RunPython.noop)]
