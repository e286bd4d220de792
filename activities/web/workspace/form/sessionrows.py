"""The rows of sessions in an activity's form."""

from collections.abc import Iterable, Mapping
from datetime import datetime, time
from typing import Any, cast

from django import forms
from django.forms import BaseFormSet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activities.facts import SessionFacts, Where
from activities.rules import MOST_PEOPLE, MOST_SESSIONS, why_no_session
from core.clock import ZONE, city_time
from core.geo import Datum, LonLat
from core.web.params import finite_number
from venues.facts import GivenPlace
from venues.models import Venue

ROWS = "sessions"
RURAL = {"": None, "yes": True, "no": False}
KEPT = ("day", "start", "until_day", "until", "place", "spot")  # of a session that people know of


def _day(label: Any, *, required: bool) -> forms.DateField:
    return forms.DateField(label=label, required=required, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))


def _time(label: Any) -> forms.TimeField:
    return forms.TimeField(label=label, required=False, widget=forms.TimeInput({"type": "time"}, "%H:%M"))


class SessionRow(forms.Form):
    """A session: one that is public keeps its time and place here; moving it asks for a reason elsewhere.

    `known` are the stored sessions by their public identifier, `is_public` whether people know of them.
    """

    id = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)
    day = _day(gettext_lazy("日期"), required=False)
    start = _time(gettext_lazy("从"))
    until = _time(gettext_lazy("到"))
    until_day = _day(gettext_lazy("结束日期"), required=False)
    capacity = forms.IntegerField(label=gettext_lazy("名额（人）"), required=False, min_value=1, max_value=MOST_PEOPLE)
    place = forms.CharField(label=gettext_lazy("另在别处"), required=False, max_length=100)
    rural = forms.ChoiceField(
        label=gettext_lazy("这一场的城乡"),
        required=False,
        choices=[("", gettext_lazy("同整个活动")), ("yes", gettext_lazy("在农村")), ("no", gettext_lazy("在城镇"))],
    )
    note = forms.CharField(label=gettext_lazy("说明"), required=False, max_length=200)
    spot = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, known: Mapping[str, SessionFacts], names: Mapping[int, str], is_public: bool, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        for field in self.fields.values():
            if not isinstance(field.widget, forms.HiddenInput):
                field.widget.attrs.setdefault("class", "field")
        self.fields["capacity"].widget.attrs |= {"placeholder": _("不限"), "inputmode": "numeric"}
        self.stands = known.get(str(self["id"].value() or ""))
        self.names = names
        self.is_kept = is_public and self.stands is not None
        if self.stands is not None and self.is_kept:
            self.initial.update(initial_of(self.stands, names))
            for name in KEPT:
                self.fields[name].disabled = True

    @property
    def is_stated(self) -> bool:
        given = self.cleaned_data
        return not given.get("DELETE") and any(given.get(name) for name in ("id", "day", "start", "until", "capacity"))

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if not self.is_stated or self.errors:
            return given
        asked = {"day": _("请填日期。"), "start": _("请填几点开始。"), "until": _("请填几点结束。")}
        for name, missing in asked.items():
            if given.get(name) is None:
                self.add_error(name, missing)
        if not self.errors and not self.is_kept:
            for sentence in why_no_session(self.facts({})):
                self.add_error("until", str(sentence))
        return given

    def facts(self, venues: Mapping[str, int]) -> SessionFacts:
        """What the row states; `venues` are the venues that its place may name."""
        given = self.cleaned_data
        if self.is_kept and self.stands is not None:
            starts, ends = self.stands.starts_at, self.stands.ends_at
        else:
            starts = datetime.combine(given["day"], given["start"], ZONE)
            ends = datetime.combine(given["until_day"] or given["day"], given["until"], ZONE)
        return SessionFacts(
            starts_at=starts,
            ends_at=ends,
            id=self.stands.id if self.stands else "",
            capacity=given["capacity"],
            where=self._where(venues),
            note=given["note"].strip(),
            rural_stated=RURAL[given["rural"]],
        )

    def _where(self, venues: Mapping[str, int]) -> Where:
        given = self.cleaned_data
        place = given["place"].strip()
        if self.stands is not None and place == place_text(self.stands.where, self.names):
            return self.stands.where
        if place in venues:
            return Where(venue_id=venues[place])
        return Where(name=place, given=_spot(given["spot"])) if place else Where()


class BaseSessionRows(BaseFormSet):  # not generic at run time
    """The rows; a place that names a published venue is that venue."""

    def facts(self) -> tuple[SessionFacts, ...]:
        """What the rows state, in order of time, after they were found valid."""
        stated = [row for row in self.forms if row.is_stated]
        names = {row.cleaned_data["place"].strip() for row in stated} - {""}
        found = Venue.objects.published().filter(name__in=names).order_by("-pk").values_list("name", "pk")
        venues = dict(found)
        return tuple(sorted((row.facts(venues) for row in stated), key=lambda one: (one.starts_at, one.id)))


SessionRows = forms.formset_factory(
    SessionRow,
    formset=BaseSessionRows,
    extra=0,
    max_num=MOST_SESSIONS,
    absolute_max=MOST_SESSIONS + 100,
    validate_max=True,
    can_delete=True,
)


def session_rows(
    data: Any, sessions: Iterable[SessionFacts], *, known: Iterable[SessionFacts], is_public: bool
) -> BaseSessionRows:
    """The rows of sessions: as typed, else as stated; without any, a blank one."""
    stated = tuple(sessions)
    names = _venue_names([*stated, *known])
    options = {"known": {one.id: one for one in known if one.id}, "names": names, "is_public": is_public}
    initial = [initial_of(one, names) for one in stated] or [{}]
    return cast("BaseSessionRows", SessionRows(data, prefix=ROWS, initial=initial, form_kwargs=options))


def initial_of(session: SessionFacts, names: Mapping[int, str]) -> dict[str, Any]:
    """A session as its row shows it."""
    start, end = city_time(session.starts_at), city_time(session.ends_at)
    given = session.where.given
    return {
        "id": session.id,
        "day": start.date(),
        "start": _minute(start),
        "until": _minute(end),
        "until_day": end.date() if end.date() != start.date() else None,
        "capacity": session.capacity,
        "place": place_text(session.where, names),
        "rural": next(key for key, value in RURAL.items() if value is session.rural_stated),
        "note": session.note,
        "spot": f"{given.place.lon},{given.place.lat},{given.datum}" if given else "",
    }


def place_text(where: Where, names: Mapping[int, str]) -> str:
    """A place of its own in one line: the venue's name, else the place's."""
    return names.get(where.venue_id or 0, "") or where.name or where.address


def _minute(moment: datetime) -> time:
    return moment.time().replace(second=0, microsecond=0)


def _venue_names(sessions: Iterable[SessionFacts]) -> dict[int, str]:
    wanted = {session.where.venue_id for session in sessions if session.where.venue_id is not None}
    return dict(Venue.objects.filter(pk__in=wanted).values_list("pk", "name")) if wanted else {}


def _spot(text: str) -> GivenPlace | None:
    """The point that a row carries along, such as a caravan's stop; nothing for what is no point."""
    parts = text.split(",")
    numbers = [finite_number(part) for part in parts[:2]]
    if len(parts) != 3 or None in numbers or parts[2] not in set(Datum):
        return None
    place = LonLat(float(numbers[0] or 0), float(numbers[1] or 0))
    return GivenPlace(place, Datum(parts[2])) if place.is_on_earth() else None
