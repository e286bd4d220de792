"""Step 4: the sessions — typed, arranged by a rule, or taken over from a caravan's tour."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, ClassVar

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.permissions import Actor
from activities.facts import ActivityFacts, SessionFacts, Where
from activities.recurrence import LONGEST, Every, Repeat, recurring
from activities.rules import MOST_SESSIONS
from activities.web.workspace.form.sessionrows import session_rows
from core.clock import ZONE, city_day, city_time
from core.geo import Datum, LonLat
from venues.facts import GivenPlace
from venues.models import TourStop, Venue
from venues.selectors.opening import holidays_between, years_not_entered
from venues.selectors.tours import caravans_kept_by
from venues.stops import Week
from venues.web.workspace.form.stepform import StepForm

WEEKDAYS = [
    (0, gettext_lazy("周一")),
    (1, gettext_lazy("周二")),
    (2, gettext_lazy("周三")),
    (3, gettext_lazy("周四")),
    (4, gettext_lazy("周五")),
    (5, gettext_lazy("周六")),
    (6, gettext_lazy("周日")),
]
WEEKS_OFFERED = 12


@dataclass(frozen=True, slots=True)
class Arranged:
    """Sessions that were arranged, not saved yet, with what there is to say about them."""

    sessions: tuple[SessionFacts, ...]
    sentences: tuple[str, ...]


class RepeatForm(forms.Form):
    """A rule in plain words; it starts with the first session."""

    every = forms.ChoiceField(label=gettext_lazy("重复"), choices=[(every.value, every.label) for every in Every])
    weekdays = forms.TypedMultipleChoiceField(
        label=gettext_lazy("星期几"),
        coerce=int,
        choices=WEEKDAYS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("按周重复时可选；不选就和第一场同一天。"),
    )
    until = forms.DateField(
        label=gettext_lazy("排到哪一天"), widget=forms.DateInput({"type": "date", "class": "field"}, "%Y-%m-%d")
    )
    skip_holidays = forms.BooleanField(label=gettext_lazy("避开法定节假日和三月三"), required=False, initial=True)

    def __init__(self, data: QueryDict | None = None) -> None:
        super().__init__(data, prefix="repeat", initial={"every": Every.WEEK.value})
        self.fields["every"].widget.attrs["class"] = "field"

    @property
    def years_to_come(self) -> list[int]:
        """The years that a rule may reach whose holidays nobody has entered, so that it would avoid none."""
        today = city_day(timezone.now())
        return years_not_entered(today, today + LONGEST)

    def rule(self, first: date) -> Repeat:
        """The rule of a valid form."""
        given = self.cleaned_data
        until = given["until"]
        skip = holidays_between(first, until) if given["skip_holidays"] else frozenset()
        return Repeat(Every(given["every"]), until, tuple(sorted(given["weekdays"])), skip)

    def not_entered(self, first: date) -> list[int]:
        """The years of a valid form whose holidays it would avoid, and nobody has entered."""
        given = self.cleaned_data
        return years_not_entered(first, given["until"]) if given["skip_holidays"] else []


class WhenForm(StepForm):
    """The sessions in rows."""

    decides: ClassVar[tuple[str, ...]] = ("sessions",)
    is_public = False

    def __init__(
        self,
        data: QueryDict | None = None,
        files: MultiValueDict[str, Any] | None = None,
        *,
        facts: ActivityFacts,
        actor: Actor,
        shown: Iterable[SessionFacts] | None = None,
    ) -> None:
        super().__init__(data, files, facts=facts, actor=actor)
        stated = facts.sessions if shown is None else shown
        self.rows = session_rows(data, stated, known=facts.sessions, is_public=self.is_public)
        self.repeat = RepeatForm(data if data is not None and "arrange" in data else None)

    def initial_of(self, facts: ActivityFacts) -> dict[str, Any]:
        return {}

    def is_valid(self) -> bool:
        return super().is_valid() & self.rows.is_valid()

    def said(self) -> dict[str, Any]:
        return {"sessions": self.rows.facts()}

    def show_at(self, field: str, sentences: Iterable[Any]) -> None:
        self.add_error(None, [str(sentence) for sentence in sentences])

    @property
    def caravans(self) -> list[Venue]:
        """The caravans whose tours can be taken over."""
        return caravans_kept_by(self.actor)

    @property
    def weeks(self) -> list[tuple[str, date]]:
        """The weeks from this one on."""
        this = Week.of(timezone.now())
        return [(str(week), week.monday) for week in (this.moved(number) for number in range(WEEKS_OFFERED))]

    def arranged(self) -> Arranged | None:
        """The rows with what the rule adds; None where something is wrong, which is told at its place."""
        if not (self.is_valid() & self.repeat.is_valid()):
            return None
        stated = self.rows.facts()
        if not stated:
            self.add_error(None, _("先填好第一场，再按规律排后面的场次。"))
            return None
        first = stated[0]
        day = city_day(first.starts_at)
        taken = {city_day(session.starts_at) for session in stated}
        found = recurring(day, self.repeat.rule(day), taken)
        added = [_on(first, later) for later in found.days][: MOST_SESSIONS - len(stated)]
        sentences = [
            ngettext("排出了 %(n)d 场，还没有保存。", "排出了 %(n)d 场，还没有保存。", len(added)) % {"n": len(added)}
        ]
        if found.skipped:
            days = _("、").join(f"{day.month}.{day.day}" for day in found.skipped)
            sentences.append(_("避开了假日：%(days)s。") % {"days": days})
        sentences += [
            _("%(year)d 年的放假安排还没有录入，没有避开任何一天。") % {"year": year}
            for year in self.repeat.not_entered(day)
            if any(later.year == year for later in found.days)
        ]
        if found.is_cut or len(added) < len(found.days):
            sentences.append(_("排得太长，只排到能排的最后一场。"))
        return Arranged((*stated, *added), tuple(sentences))

    def toured(self, caravan: str, week: str) -> Arranged | None:
        """The rows with a caravan's stops of a week; None where something is wrong, which is told."""
        if not self.is_valid():
            return None
        found = next((one for one in self.caravans if one.public_id == caravan), None)
        chosen = Week.parse(week)
        if found is None or chosen is None:
            self.add_error(None, _("请选择大篷车和星期。"))
            return None
        stated = self.rows.facts()
        there = {(session.starts_at, session.where.name) for session in stated}
        stops = TourStop.objects.filter(caravan=found).live().between(chosen.start, chosen.end)
        added = [_at(stop) for stop in stops[:MOST_SESSIONS]]
        added = [one for one in added if (one.starts_at, one.where.name) not in there][: MOST_SESSIONS - len(stated)]
        sentence = ngettext("按行程加了 %(n)d 场，还没有保存。", "按行程加了 %(n)d 场，还没有保存。", len(added)) % {
            "n": len(added)
        }
        return Arranged((*stated, *added), (sentence if added else _("那一周没有新的停靠点。"),))


class PublicWhenForm(WhenForm):
    """The same for an activity that people know of: its sessions stay where and when they are."""

    is_public = True


def _on(session: SessionFacts, day: date) -> SessionFacts:
    """A session at the same hours of another day."""
    start, end = city_time(session.starts_at), city_time(session.ends_at)
    later = day - start.date()
    return replace(session, id="", starts_at=_moved(start, later), ends_at=_moved(end, later))


def _moved(moment: datetime, days: timedelta) -> datetime:
    return datetime.combine(moment.date() + days, moment.time(), ZONE)


def _at(stop: TourStop) -> SessionFacts:
    given = GivenPlace(LonLat(stop.given_lon, stop.given_lat), Datum(stop.given_datum))
    where = Where(name=stop.name, address=stop.address, given=given)
    return SessionFacts(stop.starts_at, stop.ends_at, where=where, note=stop.note[:200])
