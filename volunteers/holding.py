"""What volunteers have at a session: service that stands keeps it from being cancelled."""

from collections.abc import Collection, Mapping

from django.db.models import Count
from django.utils.translation import ngettext

from core.errors import Sentence
from volunteers.models import ServiceRecord
from volunteers.models.service import VOID


def service_at(sessions: Collection[int]) -> Mapping[int, Sentence]:
    """How many records of service stand, of sessions by key, in words."""
    rows = ServiceRecord.objects.filter(application__position__session__in=sessions).exclude(state__in=VOID)
    found = rows.order_by().values_list("application__position__session").annotate(n=Count("pk"))
    return {session: ngettext("%(n)d 条志愿服务记录", "%(n)d 条志愿服务记录", n) % {"n": n} for session, n in found}
