"""Sessions of public activities as a collection of /ogc/."""

import json
from collections.abc import Collection as Known
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from activities.models import Campaign
from activities.selectors.opendata import (
    SessionsAsked,
    activity_of,
    session_count,
    session_feature,
    session_page,
    sessions_extent,
)
from core.clock import minute_of
from core.disclosure import STEP, Left
from core.language import is_english
from core.versions import data_version
from core.web.params import Params
from portal.ogc import parameters
from portal.ogc.collection import NULLABLE_TEXT, TEXT, Collection, ItemsPage, Schema
from venues.models import Vocabulary
from venues.selectors.opendata import Extent
from venues.selectors.vocabulary import words

MOMENT: Schema = {"type": "string", "format": "date-time"}
PEOPLE: Schema = {
    "type": "integer",
    "nullable": True,
    "description": f"People; null without a limit, and below {STEP}.",
}


class Activities(Collection):
    """A Feature is a session of a public activity, held and coming. `datetime` asks when it takes place."""

    id = "activities"
    title = _("科普活动场次")
    description = _("已发布的科普活动，一场一条：时间、地点、主办单位；datetime 按举办时间筛选。WGS 84，经度在前。")
    queryables = {
        "region": "Code of a county or functional zone in which the session is.",
        "audience": "One of the audiences.",
        "form": "One of the forms.",
        "campaign": "A campaign's identifier.",
    }
    properties = {
        "activity": {**TEXT, "description": "The activity's id; its sessions share it."},
        "title": TEXT,
        "summary": TEXT,
        "unit": TEXT,
        "unit_name": TEXT,
        "form": TEXT,
        "form_label": TEXT,
        "topics": {**TEXT, "description": "Separated by commas."},
        "audiences": {**TEXT, "description": "Separated by commas."},
        "starts_at": MOMENT,
        "ends_at": MOMENT,
        "online": {"type": "boolean"},
        "venue": NULLABLE_TEXT,
        "place": TEXT,
        "address": TEXT,
        "region": {**NULLABLE_TEXT, "description": "County code (GB/T 2260)."},
        "region_name": NULLABLE_TEXT,
        "registration": TEXT,
        "capacity": PEOPLE,
        "places_left": {**TEXT, "enum": [left.value for left in Left]},
        "moved_from": {**MOMENT, "nullable": True},
        "cancelled": {"type": "boolean"},
        "cancel_reason": TEXT,
        "url": {"type": "string", "format": "uri"},
        "demonstration": {"type": "boolean", "description": "Made up, to show what the site can do."},
    }

    def question(self, params: Params) -> SessionsAsked:
        known, when = words(), parameters.interval(params)
        campaign = params.raw("campaign")
        named = {campaign} if Campaign.objects.filter(identifier=campaign[:40]).exists() else set()
        return SessionsAsked(
            region=_one_of(params, "region", {choice.code for choice in known.choices()}),
            audience=_one_of(params, "audience", known.terms[Vocabulary.AUDIENCE]),
            form=_one_of(params, "form", known.terms[Vocabulary.ACTIVITY_FORM]),
            campaign=_one_of(params, "campaign", named),
            boxes=parameters.boxes(params),
            since=when.start if when else None,
            until=when.end if when else None,
        )

    def version(self, now: datetime) -> tuple[object, ...]:
        # Places are taken without the data changing its version.
        return (data_version("activities"), data_version("venues"), minute_of(now), is_english())

    def page(self, question: SessionsAsked, *, now: datetime, after: str, limit: int) -> ItemsPage:
        features, last = session_page(question, after=after, limit=limit)
        return ItemsPage(json.dumps(features, ensure_ascii=False), len(features), session_count(question), last)

    def item(self, public_id: str, *, now: datetime) -> str | None:
        feature = session_feature(public_id)
        return json.dumps(feature, ensure_ascii=False) if feature else None

    def extent(self) -> Extent:
        return sessions_extent()

    def page_of(self, public_id: str) -> str:
        return reverse("activity", args=[activity_of(public_id)])


def _one_of(params: Params, name: str, known: Known[str]) -> str:
    given = params.raw(name)
    if params.is_meant(name) and given not in known:
        params.wrong(name, _now("%(name)s 没有这个值，请查对。") % {"name": name})
        return ""
    return given
