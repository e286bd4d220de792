"""Feedback both ways after a service: short, once for each side, seen by the two of them."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import Invalid, NotFound
from volunteers.models import Feedback, ServiceRecord, ServiceState

LONGEST = 200
OVER = (ServiceState.RECORDED, ServiceState.CONFIRMED, ServiceState.OBJECTED, ServiceState.FINAL)


@transaction.atomic
def give_feedback(*, service: ServiceRecord, by_volunteer: bool, stars: int, text: str, now: datetime) -> Feedback:
    """Say how a service was; again says it anew. Which side speaks the caller knows. Raises Invalid, NotFound."""
    if service.state not in OVER:
        raise NotFound("service", _("没有找到这条服务记录。"))
    if not 1 <= stars <= 5:
        sentence = _("请选择 1 到 5 星。")
        raise Invalid("feedback_stars", sentence, fields={"stars": [sentence]})
    values = {"stars": stars, "text": text.replace("\x00", "").strip()[:LONGEST], "at": now}
    return Feedback.objects.update_or_create(service=service, by_volunteer=by_volunteer, defaults=values)[0]
