"""What people fill in to come to a session."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.rules import PRIVACY_NOTICE
from activities.facts import Question
from activities.models import AgeBand
from activities.registering import LONGEST_ANSWER, LONGEST_GROUP_NAME, RegistrationRequest, SessionTerms, answer_field
from core.contacts import mobile_number
from core.errors import Sentence

REQUIRED = {"required": gettext_lazy("请填写这一项。")}


def _widget(kind: type[forms.Widget], **attrs: Any) -> forms.Widget:
    return kind(attrs={"class": "field", **attrs})


class RegisterForm(forms.Form):
    """Five fields, what the organizer asks besides, and consent. `is_group` is for a class or a team."""

    group_name = forms.CharField(
        label=gettext_lazy("班级或团队名称"),
        max_length=LONGEST_GROUP_NAME,
        required=False,
        widget=_widget(forms.TextInput, autocomplete="organization"),
    )
    name = forms.CharField(
        label=gettext_lazy("联系人姓名"),
        max_length=40,
        error_messages=REQUIRED,
        widget=_widget(forms.TextInput, autocomplete="name"),
    )
    phone = forms.CharField(
        label=gettext_lazy("手机号"),
        max_length=40,
        error_messages=REQUIRED,
        widget=_widget(forms.TextInput, type="tel", inputmode="tel", autocomplete="tel-national"),
    )
    people = forms.IntegerField(
        label=gettext_lazy("一共几个人"),
        min_value=1,
        error_messages={**REQUIRED, "invalid": gettext_lazy("请填写人数，例如 3。")},
        widget=_widget(forms.NumberInput, inputmode="numeric"),
    )
    audience = forms.ChoiceField(
        label=gettext_lazy("属于哪个人群"), error_messages=REQUIRED, widget=_widget(forms.Select)
    )
    age_band = forms.ChoiceField(label=gettext_lazy("年龄段"), error_messages=REQUIRED, widget=_widget(forms.Select))
    guardian_consent = forms.BooleanField(required=False)
    consent = forms.BooleanField(error_messages={"required": gettext_lazy("请先阅读并同意个人信息处理说明。")})
    notice = forms.CharField(widget=forms.HiddenInput, required=False)
    accepts_waiting = forms.BooleanField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, data: Any = None, *, terms: SessionTerms, audiences: Mapping[str, str], is_group: bool, waits: bool
    ) -> None:
        first = {"people": 20 if is_group else 1, "notice": PRIVACY_NOTICE, "accepts_waiting": waits}
        if len(audiences) == 1:
            first["audience"] = next(iter(audiences))
        super().__init__(data, initial=first)
        self.questions = list(terms.questions)
        self.is_group = is_group
        if is_group:
            self.fields["group_name"].required = True
            self.fields["group_name"].error_messages.update(REQUIRED)
            self.fields["name"].label = _("带队老师或联系人")
        else:
            del self.fields["group_name"]
        choose = ("", _("请选择"))
        choices = [choose, *audiences.items()] if len(audiences) > 1 else list(audiences.items())
        self._choices("audience", choices)
        bands = [(band.value, band.label) for band in AgeBand]
        self._choices("age_band", [choose, *bands])
        for question in self.questions:
            self.fields[answer_field(question)] = _answer(question)

    def _choices(self, name: str, choices: list[tuple[str, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def clean_phone(self) -> str:
        number = mobile_number(self.cleaned_data["phone"])
        if number is None:
            raise forms.ValidationError(_("请输入 11 位的中国大陆手机号，例如 138 0000 0000。"))
        return number

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("notice") != PRIVACY_NOTICE:
            self.add_error("consent", _("个人信息处理说明有更新，请重新阅读后再同意。"))
        return self.cleaned_data

    def usual(self) -> list[forms.BoundField]:
        """The usual fields in their order."""
        names = ["group_name", "name", "phone", "people", "audience", "age_band"]
        return [self[name] for name in names if name in self.fields]

    def asked(self) -> list[forms.BoundField]:
        """The organizer's own questions."""
        return [self[answer_field(question)] for question in self.questions]

    def request(self) -> RegistrationRequest:
        """What was stated; the form is valid."""
        said = self.cleaned_data
        return RegistrationRequest(
            name=said["name"],
            phone=said["phone"],
            people=said["people"],
            audience=said["audience"],
            age_band=AgeBand(said["age_band"]),
            guardian_consent=said["guardian_consent"],
            consent=said["consent"],
            group_name=said.get("group_name", ""),
            accepts_waiting=said["accepts_waiting"],
            answers={question.key: said[answer_field(question)] for question in self.questions},
        )

    def tell(self, wrong: Mapping[str, list[Sentence]]) -> None:
        """Put a service's sentences beside their fields."""
        for name, sentences in wrong.items():
            self.add_error(name if name in self.fields else None, [str(sentence) for sentence in sentences])


def _answer(question: Question) -> forms.CharField:
    return forms.CharField(
        label=question.label,
        required=question.required,
        max_length=LONGEST_ANSWER,
        error_messages={"required": _("请回答这个问题。")},
        widget=_widget(forms.TextInput),
    )
