"""What the steps of a long form have in common: facts in, what was typed, facts out.

Facts are a frozen dataclass, such as a venue's or an activity's.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, ClassVar

from django import forms
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Actor
from core.errors import Invalid, Sentence

WIDGETS_WITHOUT_A_FRAME = (
    forms.CheckboxInput,
    forms.CheckboxSelectMultiple,
    forms.RadioSelect,
    forms.HiddenInput,
    forms.FileInput,
)
UNKNOWN = _("不知道就留空")


class StepForm(forms.Form):
    """One step: `decides` names the facts that it states, `shown_at` the field of a fact by another name."""

    decides: ClassVar[tuple[str, ...]] = ()
    shown_at: ClassVar[Mapping[str, str]] = {}

    def __init__(
        self,
        data: QueryDict | None = None,
        files: MultiValueDict[str, Any] | None = None,
        *,
        facts: Any,
        actor: Actor,
    ) -> None:
        super().__init__(data, files, initial=self.initial_of(facts))
        self.actor = actor
        self.before = facts
        self.offer_choices()
        for field in self.fields.values():
            if not isinstance(field.widget, WIDGETS_WITHOUT_A_FRAME):
                field.widget.attrs.setdefault("class", "field")

    def initial_of(self, facts: Any) -> dict[str, Any]:
        """What the fields show for the facts."""
        return {name: getattr(facts, name) for name in self.decides if hasattr(facts, name)}

    def offer_choices(self) -> None:
        """Fill in what can be chosen."""

    def said(self) -> dict[str, Any]:
        """The values of the facts that the step decides, after it was found valid."""
        return {name: self.cleaned_data[name] for name in self.decides}

    def laid_over(self, facts: Any) -> Any:
        """Facts with what this step says."""
        return replace(facts, **self.said())

    def show(self, error: Invalid) -> None:
        """Put a refusal's sentences where the person sees them."""
        if not error.fields:
            self.add_error(None, str(error.sentence))
        for name, sentences in error.fields.items():
            self.show_at(self.shown_at.get(name, name), sentences)

    def show_at(self, field: str, sentences: Iterable[Sentence]) -> None:
        self.add_error(field if field in self.fields else None, [str(sentence) for sentence in sentences])

    @property
    def wrong_fields(self) -> list[dict[str, str]]:
        """What is to be put right, in the order of the fields: identifier, label and sentence."""
        return [
            {"id": str(field.id_for_label), "label": str(field.label), "sentence": str(field.errors[0])}
            for field in self
            if field.errors
        ]
