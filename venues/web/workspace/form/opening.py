"""Step 3: when a place is open."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from venues.facts import VenueFacts
from venues.selectors.hourspreview import LONGEST
from venues.web.workspace.form.stepform import StepForm


class OpeningForm(StepForm):
    """The expression that the weekly editor writes, or a person."""

    decides = ("opening_hours",)

    opening_hours = forms.CharField(
        label=_("开放时间（OSM 语法）"),
        required=False,
        max_length=LONGEST,
        help_text=_("不知道就留空，公众会看到“开放时间不详”。"),
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false", "lang": "en"}),
    )

    def initial_of(self, facts: VenueFacts) -> dict[str, Any]:
        return {"opening_hours": facts.opening_hours}

    @property
    def expression(self) -> str:
        """What stands in the field now, as typed or as stored."""
        return str(self["opening_hours"].value() or "")
