"""The form of an error report."""

import uuid

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from core.errors import DomainError
from core.geo import LonLat
from venues.models import ReportKind
from venues.models.report import REPORT_KIND_LABELS
from venues.services.reports import GivenReport

EXPIRED = _("页面已过期，请再提交一次。")


class ReportForm(forms.Form):
    """What a visitor fills in. `website` is for programs alone: people don't see it."""

    token = forms.UUIDField(error_messages={"required": EXPIRED, "invalid": EXPIRED})
    kind = forms.ChoiceField(
        choices=list(REPORT_KIND_LABELS.items()), error_messages={"required": _("请选择哪里不对。")}
    )
    text = forms.CharField(required=False, max_length=4000)
    lon = forms.FloatField(required=False, widget=forms.HiddenInput)
    lat = forms.FloatField(required=False, widget=forms.HiddenInput)
    photo = forms.FileField(required=False)
    contact = forms.CharField(required=False, max_length=300)
    website = forms.CharField(required=False, max_length=300)

    @classmethod
    def fresh(cls) -> "ReportForm":
        """An empty form with a token of its own."""
        return cls(initial={"token": uuid.uuid4(), "kind": ReportKind.POSITION})

    @property
    def next_token(self) -> str:
        """What the form carries when it is shown: its own token, or a fresh one in the place of none."""
        return str(uuid.uuid4() if self["token"].errors else self["token"].value())

    @property
    def is_program(self) -> bool:
        return bool(self.cleaned_data.get("website"))

    def given(self, photo: str = "") -> GivenReport:
        """What a valid form says; a position belongs to no other kind of report."""
        data = self.cleaned_data
        has_place = data["kind"] == ReportKind.POSITION and None not in (data["lon"], data["lat"])
        return GivenReport(
            token=data["token"],
            kind=data["kind"],
            # Browsers send two characters for a line's end and count one.
            text="\n".join(data["text"].splitlines()),
            place=LonLat(data["lon"], data["lat"]) if has_place else None,
            photo=photo,
            contact=data["contact"],
            language="en" if get_language() == "en" else "zh-hans",
        )

    def show(self, error: DomainError) -> None:
        """A refusal's sentences beside their fields, or above the form."""
        for name, sentences in error.fields.items():
            for sentence in sentences:
                self.add_error(name if name in self.fields else None, str(sentence))
        if not error.fields:
            self.add_error(None, str(error.sentence))
