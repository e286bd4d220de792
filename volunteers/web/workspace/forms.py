"""What organizers fill in about positions, hours, teams and certificates."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Unit
from activities.models import Session
from activities.wording import when_text
from core.clock import ZONE, city_time
from venues.models import Vocabulary
from venues.selectors.vocabulary import words
from volunteers.models import Course, OpenTo, Position, ServiceRecord, Team
from volunteers.models.service import VOID
from volunteers.rules import PositionFacts
from volunteers.services.corrections import CorrectionFacts
from volunteers.web.told import Told

MOMENT = "%Y-%m-%dT%H:%M"
REQUIRED = {"required": _("请填写这一项。")}


class CityMoment(forms.DateTimeField):
    """A day and time of the city."""

    def __init__(self, label: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local", "class": "field"}, format=MOMENT)
        super().__init__(label=label, input_formats=[MOMENT, f"{MOMENT}:%S"], error_messages=REQUIRED, widget=widget)

    def to_python(self, value: Any) -> Any:
        found = super().to_python(value)
        return found.replace(tzinfo=ZONE) if isinstance(found, datetime) else found

    def prepare_value(self, value: Any) -> Any:
        return city_time(value).replace(tzinfo=None) if isinstance(value, datetime) and value.tzinfo else value


def line(label: Any, most: int, *, required: bool = True, **attrs: Any) -> forms.CharField:
    widget = forms.TextInput(attrs={"class": "field", **attrs})
    return forms.CharField(label=label, max_length=most, required=required, error_messages=REQUIRED, widget=widget)


class PositionForm(Told):
    """A position; `sessions` are those it may belong to."""

    session = forms.ChoiceField(label=_("场次"), widget=forms.Select(attrs={"class": "field"}))
    title = line(_("岗位"), 40, placeholder=_("例如：讲解员"))
    about = forms.CharField(
        label=_("做什么"), max_length=500, required=False, widget=forms.Textarea(attrs={"class": "field", "rows": 3})
    )
    places = forms.IntegerField(
        label=_("需要几个人"),
        min_value=1,
        error_messages=REQUIRED,
        widget=forms.NumberInput(attrs={"class": "field", "inputmode": "numeric"}),
    )
    starts_at = CityMoment(_("开始"))
    ends_at = CityMoment(_("结束"))
    meeting_point = line(_("集合地点"), 100, required=False)
    skills = forms.MultipleChoiceField(label=_("需要的特长"), required=False, widget=forms.CheckboxSelectMultiple)
    open_to = forms.ChoiceField(
        label=_("面向"),
        choices=[(kind.value, kind.label) for kind in OpenTo],
        widget=forms.Select(attrs={"class": "field"}),
    )
    team = forms.ChoiceField(label=_("服务队"), required=False, widget=forms.Select(attrs={"class": "field"}))
    course = forms.ChoiceField(label=_("须参加的培训"), required=False, widget=forms.Select(attrs={"class": "field"}))
    accepts_at_once = forms.BooleanField(label=_("报名即录用，不用逐个确认"), required=False)
    is_door = forms.BooleanField(label=_("负责签到：录用后可以用自己的手机扫这一场的票"), required=False)
    adults_only = forms.BooleanField(label=_("要求年满 18 岁"), required=False)

    def __init__(self, data: Any = None, *, sessions: list[Session], position: Position | None = None) -> None:
        super().__init__(data, initial=_initial(position, sessions))
        self.sessions = {session.public_id: session for session in sessions}
        self._offer("session", [(s.public_id, when_text(s.starts_at, s.ends_at)) for s in sessions])
        skills = words().terms[Vocabulary.VOLUNTEER_SKILL].values()
        self._offer("skills", [(term.identifier, term.label) for term in skills])
        teams = Team.objects.filter(closed_on=None).order_by("name")
        self._offer("team", [("", "—"), *((team.public_id, team.name) for team in teams)])
        courses = Course.objects.filter(closed_at=None).order_by("title")
        self._offer("course", [("", "—"), *((course.public_id, course.title) for course in courses)])
        if position is not None:
            self.fields["session"].disabled = True

    def _offer(self, name: str, choices: list[tuple[str, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def session_id(self) -> int:
        return self.sessions[self.cleaned_data["session"]].pk

    def facts(self) -> PositionFacts:
        """What was stated; the form is valid."""
        said = self.cleaned_data
        same = "title places starts_at ends_at about meeting_point open_to accepts_at_once is_door adults_only".split()
        stated: dict[str, Any] = {name: said[name] for name in same}
        team = Team.objects.filter(public_id=said["team"]).first() if said["team"] else None
        course = Course.objects.filter(public_id=said["course"]).first() if said["course"] else None
        stated["course_id"] = course.pk if course else None
        is_for_team = said["open_to"] == OpenTo.TEAM
        return PositionFacts(**stated, skills=tuple(said["skills"]), team_id=team.pk if team and is_for_team else None)

    def lines(self) -> list[forms.BoundField]:
        names = "session title about places starts_at ends_at meeting_point open_to team course".split()
        return [self[name] for name in names]

    def ticks(self) -> list[forms.BoundField]:
        return [self[name] for name in ("accepts_at_once", "is_door", "adults_only")]


def _initial(position: Position | None, sessions: list[Session]) -> dict[str, Any]:
    if position is None:
        first = sessions[0]
        return {"session": first.public_id, "starts_at": first.starts_at, "ends_at": first.ends_at, "places": 2}
    names = "title about places starts_at ends_at meeting_point skills open_to accepts_at_once is_door adults_only"
    return {
        **{name: getattr(position, name) for name in names.split()},
        "session": position.session.public_id,
        "team": position.team.public_id if position.team else "",
        "course": position.course.public_id if position.course else "",
    }


class AddedForm(Told):
    """Hours that nobody signed for."""

    starts_at = CityMoment(_("开始"))
    ends_at = CityMoment(_("结束"))
    reason = line(_("为什么补录"), 200, placeholder=_("例如：忘记签到"))


class CorrectionForm(Told):
    """What a record of service should say, and why."""

    CHANGE, ANNUL, RESTORE = "change", "annul", "restore"

    what = forms.ChoiceField(
        label=_("怎么更正"),
        choices=[
            (CHANGE, _("改为下面的时间")),
            (ANNUL, _("取消这条记录，不计时长")),
            (RESTORE, _("恢复更正、取消或退回以前的记录")),
        ],
        widget=forms.Select(attrs={"class": "field"}),
    )
    starts_at = CityMoment(_("开始"))
    ends_at = CityMoment(_("结束"))
    reason = line(_("为什么更正"), 200, placeholder=_("例如：核对了值班表"))

    def __init__(self, data: Any = None, *, initial: Any = None) -> None:
        super().__init__(data, initial=initial, auto_id="correct-%s")  # another form of the page has such fields too
        for name in ("starts_at", "ends_at"):
            self.fields[name].required = data is None or data.get("what") == self.CHANGE

    def facts(self, service: ServiceRecord) -> CorrectionFacts:
        """What was stated of a record; the form is valid."""
        said = self.cleaned_data
        is_change, is_restore = said["what"] == self.CHANGE, said["what"] == self.RESTORE
        return CorrectionFacts(
            service.pk,
            said["reason"],
            starts_at=said["starts_at"] if is_change else None,
            ends_at=said["ends_at"] if is_change else None,
            restores_id=(service.pk if service.state in VOID else service.replaces_id or 0) if is_restore else None,
        )


class TeamForm(Told):
    """A team of one of the actor's units."""

    name = line(_("名称"), 60)
    unit = forms.ChoiceField(label=_("所属单位"), widget=forms.Select(attrs={"class": "field"}))
    about = forms.CharField(
        label=_("简介"), max_length=500, required=False, widget=forms.Textarea(attrs={"class": "field", "rows": 3})
    )
    leader_number = line(_("队长的志愿者编号"), 14, required=False, placeholder="V2026…")
    is_emergency = forms.BooleanField(label=_("应急科普队"), required=False)

    def __init__(self, data: Any = None, *, units: list[Unit], team: Team | None = None) -> None:
        first = {}
        if team is not None:
            first = {name: getattr(team, name) for name in ("name", "about", "is_emergency")}
            first |= {"unit": team.unit.public_id, "leader_number": team.leader.number if team.leader else ""}
        super().__init__(data, initial=first)
        self.units = {unit.public_id: unit for unit in units}
        field = self.fields["unit"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(unit.public_id, unit.name) for unit in units]

    def unit_id(self) -> int:
        return self.units[self.cleaned_data["unit"]].pk


class CertificateForm(Told):
    """A certificate for a volunteer's service at a unit."""

    number = line(_("志愿者编号"), 14, placeholder="V2026…")
    unit = forms.ChoiceField(label=_("出具单位"), widget=forms.Select(attrs={"class": "field"}))
    since = forms.DateField(
        label=_("自"),
        error_messages=REQUIRED,
        widget=forms.DateInput(attrs={"type": "date", "class": "field"}, format="%Y-%m-%d"),
    )
    until = forms.DateField(
        label=_("至"),
        error_messages=REQUIRED,
        widget=forms.DateInput(attrs={"type": "date", "class": "field"}, format="%Y-%m-%d"),
    )
    handler = line(_("经办人"), 40)
    contact = line(_("联系方式"), 60, placeholder=_("例如办公电话"))

    def __init__(self, data: Any = None, *, units: list[Unit], initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial or {})
        self.units = {unit.public_id: unit for unit in units}
        field = self.fields["unit"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(unit.public_id, unit.name) for unit in units]
