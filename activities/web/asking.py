"""Reading what is asked of the public activities: one way for pages, feeds and programs."""

from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from activities.models import Campaign
from activities.query import ActivityQuery, Near, When
from core.clock import city_day
from core.identifiers import is_public_id
from core.web.params import Params
from venues.api.parse import DEFAULT_RADIUS_M, MAX_RADIUS_M
from venues.models import Vocabulary
from venues.selectors.vocabulary import words

DAYS_AHEAD = 60
MOST_DAYS = 400
MAX_PAGE = 20
LONGEST_TEXT = 60
NAMES = frozenset(
    "when from to region audience form topic campaign venue unit free box bbox near radius q page".split()
)


def activity_query(params: Params, now: datetime) -> ActivityQuery:
    """The query in an address; mistakes are noted in `params`."""
    terms = words().terms
    when = params.raw("when")
    if params.is_meant("when") and when not in set(When):
        params.wrong("when", _("时间段要是 today、week、weekend 或 month。"))
        when = ""
    first, last = _days(params, When(when) if when else None, city_day(now))
    return ActivityQuery(
        first=first,
        last=last,
        when=When(when) if when else None,
        region=_region(params),
        audience="".join(params.choices("audience", terms[Vocabulary.AUDIENCE])[:1]),
        form="".join(params.choices("form", terms[Vocabulary.ACTIVITY_FORM])[:1]),
        topic="".join(params.choices("topic", terms[Vocabulary.TOPIC])[:1]),
        campaign=_campaign(params),
        venue=_identifier(params, "venue"),
        unit=_identifier(params, "unit"),
        free=_flag(params, "free"),
        box=params.box("bbox") or params.box("box"),
        near=_near(params),
        text=params.raw("q").strip()[:LONGEST_TEXT],
        page=params.whole("page", low=1, high=MAX_PAGE, default=1),
    )


def _days(params: Params, when: When | None, today: date) -> tuple[date, date]:
    if when is not None:
        return when.days(today)
    # A form sends an emptied date too, which asks for the usual one.
    first = params.day("from", default=today) if params.is_meant("from") else today
    last = first + timedelta(days=DAYS_AHEAD)
    if params.is_meant("to"):
        last = params.day("to", default=last)
    if not first <= last <= first + timedelta(days=MOST_DAYS):
        params.wrong("to", _("结束日期要在开始日期之后，最多相差 400 天。"))
        last = first
    return first, last


def _near(params: Params) -> Near | None:
    place = params.lon_lat("near")
    radius = params.number("radius", low=1, high=MAX_RADIUS_M, default=DEFAULT_RADIUS_M)
    if "radius" in params and not params.is_meant("near"):
        params.wrong("radius", _("radius 要和 near 一起给出。"))
    return Near(place, radius) if place is not None and radius is not None else None


def _region(params: Params) -> str:
    codes = {choice.code for choice in words().choices()}
    return params.known("region", codes.__contains__, _("没有这个县区，请重新选择。"))


def _campaign(params: Params) -> str:
    def is_known(said: str) -> bool:
        return Campaign.objects.filter(identifier=said[:40]).exists()

    return params.known("campaign", is_known, _("没有这个活动品牌，请重新选择。"))


def _identifier(params: Params, name: str) -> str:
    return params.known(name, is_public_id, _("%(name)s 不是有效的编号。") % {"name": name})


def _flag(params: Params, name: str) -> bool:
    given = params.raw(name)
    if params.is_meant(name) and given not in {"0", "1"}:
        params.wrong(name, _("%(name)s 要是 0 或 1。") % {"name": name})
    return given == "1"
