"""Information officers of villages and communities, so that coverage can be counted."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.permissions import Actor
from core.clock import city_day
from core.contacts import mobile_number
from core.errors import Invalid, NotAllowed, NotFound, Sentence
from venues.selectors.vocabulary import words
from volunteers.models import InformationOfficer


@transaction.atomic
def add_officer(*, county: str, place: str, name: str, phone: str, by: Actor, now: datetime) -> InformationOfficer:
    """Record an officer from today on. Raises Invalid by field, NotAllowed for another county."""
    if not (by.sees_all or county in by.reviewer_of_counties):
        raise NotAllowed("officer_county", _("只能登记本县区的信息员。"))
    wrong: dict[str, list[Sentence]] = {}
    if county not in {region.code for region in words().choices()}:
        wrong["county"] = [_("请选择所在县区。")]
    if not 2 <= len(place.strip()) <= 60:
        wrong["place"] = [_("请填写村或社区的名称。")]
    if not 1 <= len(name.strip()) <= 40:
        wrong["name"] = [_("请填写姓名。")]
    number = mobile_number(phone)
    if number is None:
        wrong["phone"] = [_("请输入 11 位的中国大陆手机号，例如 138 0000 0000。")]
    if wrong or number is None:
        raise Invalid("officer_invalid", next(iter(wrong.values()))[0], fields=wrong)
    return InformationOfficer.objects.create(
        county_id=county,
        place=place.strip(),
        name=name.strip(),
        phone=number,
        since=city_day(now),
    )


@transaction.atomic
def end_officer(*, officer_id: int, by: Actor, now: datetime) -> None:
    """End an officer's service today; name and phone go. Raises NotFound."""
    rows = InformationOfficer.objects.kept_by(by).filter(pk=officer_id)
    if not rows.exists():
        raise NotFound("officer", _("没有找到这位信息员。"))
    rows.filter(until=None).update(until=city_day(now), name=None, phone=None)
