"""Service records in the columns that the national record asks for: with names and ID numbers, so written down."""

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.permissions import Actor
from core.errors import Invalid, NotAllowed
from core.sheets.writing import Value
from volunteers.models import RecordExport, ServiceRecord, ServiceState
from volunteers.models.volunteer import ID_TYPE_LABELS, IdType
from volunteers.selectors.office import kept_services
from volunteers.selectors.teams import shown_name

SHORTEST_PURPOSE, LONGEST_PURPOSE = 4, 200


@transaction.atomic
def export_records(*, year: int, purpose: str, by: Actor, now: datetime) -> Iterator[list[Value]]:
    """The final records of a year, after who takes them out and what for is written down.

    Raises NotAllowed for who is no office, Invalid without a purpose.
    """
    if not by.reviews or by.user_id is None:
        raise NotAllowed("records", _("只有领导小组办公室和县区办公室可以导出服务记录。"))
    said = purpose.replace("\x00", "").strip()
    if not SHORTEST_PURPOSE <= len(said) <= LONGEST_PURPOSE:
        sentence = _("请写明用途，4 到 200 个字。")
        raise Invalid("records_purpose", sentence, fields={"purpose": [sentence]})
    rows = kept_services(by, year).filter(state=ServiceState.FINAL).order_by("starts_at", "pk")
    found = list(rows.select_related("volunteer", "application__position__session__activity__unit", "confirmed_by"))
    RecordExport.objects.create(year=year, rows=len(found), purpose=said, by_id=by.user_id, at=now)
    return (_row(row) for row in found)


def _row(row: ServiceRecord) -> list[Value]:
    position, volunteer = row.application.position, row.volunteer
    activity = position.session.activity
    return [
        shown_name(volunteer, whole=True),
        str(ID_TYPE_LABELS[IdType(volunteer.id_type)]),
        volunteer.id_number or "",
        volunteer.number,
        activity.title,
        position.title,
        row.starts_at,
        row.ends_at,
        (row.minutes or 0) / 60,
        str(row.get_kind_display()),
        activity.unit.name,
    ]
