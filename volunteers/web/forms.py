"""What volunteers fill in."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.rules import PRIVACY_NOTICE
from core.crypto import Unreadable
from venues.models import Vocabulary
from venues.selectors.vocabulary import words
from volunteers.certifying import masked_id
from volunteers.facts import VolunteerFacts
from volunteers.models import IdType, Volunteer
from volunteers.web.told import Told

REQUIRED = {"required": gettext_lazy("请填写这一项。")}
LISTS = ("groups", "skills", "languages", "availability")
STATED = (
    "name id_type id_number county birth_date is_emergency consent guardian_name guardian_phone guardian_consent"
).split()
AVAILABLE = (
    ("workday", gettext_lazy("工作日白天")),
    ("workday_evening", gettext_lazy("工作日晚上")),
    ("weekend", gettext_lazy("周末")),
    ("holiday", gettext_lazy("节假日")),
    ("school_break", gettext_lazy("寒暑假")),
)


def _text(label: Any, *, most: int, required: bool = True, **attrs: Any) -> forms.CharField:
    widget = forms.TextInput(attrs={"class": "field", **attrs})
    return forms.CharField(label=label, max_length=most, required=required, error_messages=REQUIRED, widget=widget)


def _ticks(label: Any, *, required: bool = False) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, required=required, error_messages=REQUIRED, widget=forms.CheckboxSelectMultiple
    )


class VolunteerForm(Told):
    """A volunteer's profile. With `volunteer` it changes theirs; the ID is shown masked, and stays if left so."""

    name = _text(gettext_lazy("真实姓名"), most=40, autocomplete="name")
    id_type = forms.ChoiceField(
        label=gettext_lazy("证件类型"),
        choices=[(kind.value, kind.label) for kind in IdType],
        widget=forms.Select(attrs={"class": "field"}),
    )
    id_number = _text(gettext_lazy("证件号码"), most=24, autocomplete="off", spellcheck="false")
    birth_date = forms.DateField(
        label=gettext_lazy("出生日期（用身份证的不用填）"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date", "class": "field"}, format="%Y-%m-%d"),
    )
    county = forms.ChoiceField(
        label=gettext_lazy("所在县区"), error_messages=REQUIRED, widget=forms.Select(attrs={"class": "field"})
    )
    groups = _ticks(gettext_lazy("您是（可多选）"), required=True)
    skills = _ticks(gettext_lazy("特长"))
    languages = _ticks(gettext_lazy("会说的话"))
    availability = _ticks(gettext_lazy("什么时候有空"))
    is_emergency = forms.BooleanField(label=gettext_lazy("愿意参加应急科普，接受紧急召集"), required=False)
    guardian_name = _text(gettext_lazy("监护人姓名"), most=40, required=False, autocomplete="off")
    guardian_phone = _text(gettext_lazy("监护人手机号"), most=24, required=False, type="tel", autocomplete="off")
    guardian_consent = forms.BooleanField(required=False)
    consent = forms.BooleanField(error_messages={"required": gettext_lazy("请先阅读并同意个人信息处理说明。")})
    notice = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, *, volunteer: Volunteer | None = None) -> None:
        super().__init__(data, initial={"notice": PRIVACY_NOTICE, **(_initial(volunteer) if volunteer else {})})
        self.volunteer = volunteer
        known = words()
        self._offer("county", [("", _("请选择")), *((county.code, county.label) for county in known.choices())])
        for name, vocabulary in (
            ("groups", Vocabulary.VOLUNTEER_GROUP),
            ("skills", Vocabulary.VOLUNTEER_SKILL),
            ("languages", Vocabulary.VOLUNTEER_LANGUAGE),
        ):
            self._offer(name, [(term.identifier, term.label) for term in known.terms[vocabulary].values()])
        self._offer("availability", list(AVAILABLE))

    def _offer(self, name: str, choices: list[tuple[str, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("notice") != PRIVACY_NOTICE:
            self.add_error("consent", _("个人信息处理说明有更新，请重新阅读后再同意。"))
        return self.cleaned_data

    def facts(self) -> VolunteerFacts:
        """What was stated; the form is valid."""
        said = self.cleaned_data
        stated: dict[str, Any] = {name: said[name] for name in STATED}
        stated |= {name: tuple(said[name]) for name in LISTS}
        known = self.volunteer
        if known is not None and known.id_number and stated["id_number"] == masked_id(known.id_number):
            stated["id_number"] = known.id_number  # left as it was shown
        return VolunteerFacts(**stated)

    def person(self) -> list[forms.BoundField]:
        return [self[name] for name in ("name", "id_type", "id_number", "birth_date", "county")]

    def ticks(self) -> list[forms.BoundField]:
        return [self[name] for name in LISTS]

    def guardian(self) -> list[forms.BoundField]:
        return [self[name] for name in ("guardian_name", "guardian_phone")]


def _initial(volunteer: Volunteer) -> dict[str, Any]:
    """What is known; what can't be opened is typed anew."""
    shown: dict[str, Any] = {
        "id_type": volunteer.id_type,
        "county": volunteer.county_id,
        "is_emergency": volunteer.is_emergency,
        **{name: getattr(volunteer, name) for name in LISTS},
    }
    try:
        sealed = ("name", "birth_date", "guardian_name", "guardian_phone")
        shown |= {name: getattr(volunteer, name) for name in sealed}
        return shown | {"id_number": masked_id(volunteer.id_number or "")}
    except Unreadable:
        return shown
