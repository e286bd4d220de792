"""Step 1: what a place is."""

import re
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from accounts.models import Unit
from accounts.permissions import Actor
from venues.facts import GivenDesignation, VenueFacts
from venues.models import Vocabulary
from venues.selectors.vocabulary import words
from venues.web.workspace.form.stepform import StepForm

BETWEEN_ALIASES = re.compile(r"[、,，;；\n]+")
MOST_ALIASES = 10
LONGEST_ALIAS = 100
MOST_TITLES = 20


class TitleForm(forms.Form):
    """A designation's row; one that is left empty says nothing."""

    level = forms.ChoiceField(label=_("级别"), required=False)
    name = forms.CharField(label=_("称号"), required=False, max_length=100)
    batch = forms.CharField(label=_("批次"), required=False, max_length=60)
    valid_from = forms.DateField(label=_("自"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))
    valid_until = forms.DateField(label=_("至"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        levels = words().terms[Vocabulary.DESIGNATION_LEVEL].values()
        level: Any = self.fields["level"]
        level.choices = [("", _("请选择")), *((term.identifier, term.label) for term in levels)]
        for field in self.fields.values():
            field.widget.attrs["class"] = "field"

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if self.is_stated and not given.get("name"):
            self.add_error("name", _("请填写称号，或者把这一行清空。"))
        if self.is_stated and not given.get("level"):
            self.add_error("level", _("请选择级别。"))
        first, last = given.get("valid_from"), given.get("valid_until")
        if first and last and last < first:
            self.add_error("valid_until", _("认定的截止日期不能早于起始日期。"))
        return given

    @property
    def is_stated(self) -> bool:
        return not self.cleaned_data.get("DELETE") and any(
            self.cleaned_data.get(name) for name in ("level", "name", "batch", "valid_from", "valid_until")
        )


TitleFormSet = forms.formset_factory(TitleForm, extra=1, max_num=MOST_TITLES, validate_max=True, can_delete=True)


class WhatForm(StepForm):
    """Name, kind, operator, summary and designations."""

    decides = (
        "name name_en aliases kind sub_kind operator_id summary summary_en source designations".split()  # type: ignore[assignment]
    )
    shown_at = {"operator_id": "operator"}

    name = forms.CharField(label=_("名称"), max_length=100, help_text=_("公众熟悉的全称，例如“市科技馆”。"))
    kind = forms.ChoiceField(label=_("类型"))
    sub_kind = forms.ChoiceField(label=_("子类型"), required=False)
    operator = forms.TypedChoiceField(label=_("运营单位"), required=False, coerce=int, empty_value=None)
    aliases = forms.CharField(
        label=_("别名"), required=False, max_length=1100, help_text=_("人们还怎么叫它；多个别名用顿号分开，都能搜到。")
    )
    summary = forms.CharField(
        label=_("简介"),
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("两三句话：有什么看的、适合谁来。"),
    )
    name_en = forms.CharField(label=_("英文名称"), required=False, max_length=200)
    summary_en = forms.CharField(
        label=_("英文简介"), required=False, max_length=4000, widget=forms.Textarea({"rows": 4})
    )
    source = forms.CharField(
        label=_("资料来源"), required=False, max_length=300, help_text=_("资料从哪里来，例如“本单位填报”。")
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        files: MultiValueDict[str, Any] | None = None,
        *,
        facts: VenueFacts,
        actor: Actor,
    ) -> None:
        super().__init__(data, files, facts=facts, actor=actor)
        self.titles = TitleFormSet(data, prefix="titles", initial=[_row(title) for title in facts.designations])

    def initial_of(self, facts: VenueFacts) -> dict[str, Any]:
        return {
            **super().initial_of(facts),
            "aliases": "、".join(facts.aliases),
            "operator": facts.operator_id,
        }

    def offer_choices(self) -> None:
        known = words()
        fields: dict[str, Any] = self.fields
        groups: dict[str, list[tuple[str, str]]] = {}
        for kind in known.kinds.values():
            groups.setdefault(kind.group.label, []).append((kind.identifier, kind.label))
        fields["kind"].choices = [("", _("请选择")), *groups.items()]
        subs: dict[str, list[tuple[str, str]]] = {}
        for sub in known.sub_kinds.values():
            subs.setdefault(known.kinds[sub.parent_id or ""].label, []).append((sub.identifier, sub.label))
        fields["sub_kind"].choices = [("", _("不分子类型")), *subs.items()]
        fields["operator"].choices = operators_for(self.actor, self.before.operator_id)
        fields["operator"].required = not self.actor.reviews

    def clean_aliases(self) -> tuple[str, ...]:
        given = BETWEEN_ALIASES.split(self.cleaned_data["aliases"])
        aliases = tuple(dict.fromkeys(alias.strip() for alias in given if alias.strip()))
        if len(aliases) > MOST_ALIASES or any(len(alias) > LONGEST_ALIAS for alias in aliases):
            raise forms.ValidationError(_("别名最多 10 个，每个最多 100 个字。"))
        return aliases

    def is_valid(self) -> bool:
        return super().is_valid() & self.titles.is_valid()

    def said(self) -> dict[str, Any]:
        given = self.cleaned_data
        same = {name: given[name] for name in self.decides if name in given}
        return {**same, "operator_id": given["operator"], "designations": tuple(self._titles())}

    def _titles(self) -> list[GivenDesignation]:
        return [
            GivenDesignation(**{name: row.cleaned_data[name] for name in GivenDesignation.__dataclass_fields__})
            for row in self.titles
            if row.is_stated
        ]


def operators_for(actor: Actor, current: int | None) -> list[tuple[str, Any]]:
    """The units that an actor may name: reviewers any, organizers their own and the one that stands."""
    units = Unit.objects.order_by("name")
    if not actor.reviews:
        units = units.filter(pk__in={*actor.organizer_of, *([current] if current else [])})
    named = [(str(unit.pk), unit.name) for unit in units]
    return [("", _("未指定") if actor.reviews else _("请选择")), *named]


def _row(title: GivenDesignation) -> dict[str, Any]:
    return {name: getattr(title, name) for name in GivenDesignation.__dataclass_fields__}
