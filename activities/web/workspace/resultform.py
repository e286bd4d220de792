"""The form that reports a session's results: a number for each audience, photos, a few words."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Actor
from activities.models import Activity
from activities.results import LONGEST_TEXT, MOST_PEOPLE, MOST_PHOTOS, Count, ResultFacts
from activities.selectors.counted import CheckedIn
from core.identifiers import is_public_id
from venues.facts import GivenPhoto
from venues.models import Vocabulary
from venues.selectors.opening import day_text
from venues.selectors.photos import image_for
from venues.selectors.vocabulary import words
from venues.web.workspace.form.photos import PhotoRow

ROWS = "photos"
ON_SITE, ONLINE = "on_site", "online"
NO_NUMBER = _("请填整数。")
TOO_MANY = _("照片最多 %(most)d 张。") % {"most": MOST_PHOTOS}


class ResultPhotoRow(PhotoRow):
    """A photo of a session; who took it is not asked."""

    credit = None  # type: ignore[assignment]


ResultPhotoRows = forms.formset_factory(
    ResultPhotoRow,
    extra=0,
    max_num=MOST_PHOTOS,
    absolute_max=2 * MOST_PHOTOS,
    validate_max=True,
    can_delete=True,
    can_order=True,
)


@dataclass(frozen=True, slots=True)
class PeopleField:
    """A field of an audience, and how many of it have checked in."""

    field: Any
    checked_in: int = 0


class ResultForm(forms.Form):
    """Head counts by audience, those on site and those online apart; empty means “not reported”."""

    text = forms.CharField(
        label=_("简况"),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"class": "field", "rows": 4}),
        help_text=_("做了什么、谁来了、有什么反响，几句话就好。"),
    )
    added = forms.FileField(
        label=_("现场照片"),
        required=False,
        help_text=_("1–2 张，能看出人数的最好。照片里的拍摄地点等信息会去掉。"),
    )

    def __init__(
        self,
        data: QueryDict | None,
        *,
        activity: Activity,
        facts: ResultFacts | None,
        checked_in: CheckedIn,
        actor: Actor,
        days: Sequence[date] = (),
    ) -> None:
        """`days`: those after the first of a session of several, each with numbers of its own."""
        self.stood = facts or ResultFacts(())
        super().__init__(data, initial={"text": self.stood.text})
        self.actor, self.checked_in, self.days = actor, checked_in, days
        known = words().terms[Vocabulary.AUDIENCE]
        self.own = [name for name in known if name in activity.audiences or name in checked_in.audiences]
        self.others = [name for name in known if name not in self.own]
        stated: Counter[str] = Counter()
        for count in self.stood.counts:
            stated[self._name(count)] += count.people
        for prefix, day in self._blocks():
            for name, term in known.items():
                field = f"{prefix}-{name}{_ending(day)}"
                self.fields[field] = _number(str(term.label), stated.get(field), prefix)
        photos = [{"image": photo.image, "caption": photo.caption} for photo in self.stood.photos]
        self.rows = ResultPhotoRows(data, prefix=ROWS, initial=photos, error_messages={"too_many_forms": TOO_MANY})

    def _blocks(self) -> list[tuple[str, date | None]]:
        """The stretches of fields; the first day's is the one for who does not tell days apart."""
        return [(ON_SITE, None), (ONLINE, None), *((ON_SITE, day) for day in self.days)]

    def _name(self, count: Count) -> str:
        """The field of a count; what stood on a day that the session no longer has stands on the nearest."""
        day = next((one for one in reversed(self.days) if count.day and one <= count.day), None)
        return f"{ONLINE if count.online else ON_SITE}-{count.audience}{_ending(day)}"

    def is_valid(self) -> bool:
        return super().is_valid() & self.rows.is_valid()

    def clean(self) -> dict[str, Any]:
        if self.rows.is_valid() and not all(self._may_show(photo.image) for photo in self._photos()):
            self.add_error("added", _("有一张照片已经不在了，请重新上传。"))
        for sentence in self.rows.non_form_errors():
            self.add_error("added", sentence)
        return self.cleaned_data

    def _may_show(self, public_id: str) -> bool:
        stands = any(photo.image == public_id for photo in self.stood.photos)
        return stands or (is_public_id(public_id) and image_for(public_id, self.actor) is not None)

    def _photos(self) -> list[GivenPhoto]:
        return [GivenPhoto(row.cleaned_data["image"], row.cleaned_data["caption"]) for row in self.rows.ordered_forms]

    def said(self) -> ResultFacts:
        """What the form states, after it was found valid."""
        counts = [
            Count(name, people, prefix == ONLINE, day)
            for prefix, day in self._blocks()
            for name in (*self.own, *self.others)
            if (people := self.cleaned_data.get(f"{prefix}-{name}{_ending(day)}")) is not None
        ]
        return ResultFacts(tuple(counts), self.cleaned_data["text"].strip(), tuple(self._photos()))

    def refuse(self, wrong: dict[str, list[Any]]) -> None:
        """Show what a rule says at the fields that it is about."""
        for name, sentences in wrong.items():
            for sentence in sentences:
                self.add_error({"photos": "added", "text": "text"}.get(name), sentence)

    @property
    def on_site(self) -> list[PeopleField]:
        return [
            PeopleField(field, self.checked_in.audiences.get(name, 0)) for name, field in self._of(ON_SITE, self.own)
        ]

    @property
    def on_site_others(self) -> list[PeopleField]:
        return [PeopleField(field) for _name, field in self._of(ON_SITE, self.others)]

    @property
    def on_later_days(self) -> list[tuple[str, list[PeopleField], bool]]:
        """Each later day with its fields, and whether any is filled in."""
        shown = [
            (
                day_text(day),
                [PeopleField(self[f"{ON_SITE}-{name}{_ending(day)}"]) for name in (*self.own, *self.others)],
            )
            for day in self.days
        ]
        return [(label, fields, _any_filled(fields)) for label, fields in shown]

    @property
    def online(self) -> list[PeopleField]:
        return [PeopleField(field) for _name, field in self._of(ONLINE, [*self.own, *self.others])]

    @property
    def has_others(self) -> bool:
        return _any_filled(self.on_site_others)

    @property
    def has_online(self) -> bool:
        return _any_filled(self.online)

    @property
    def wrong_fields(self) -> Iterator[dict[str, str]]:
        """The fields that something is wrong with, for the list above the form."""
        for name, sentences in self.errors.items():
            if name != "__all__":
                field = self[name]
                yield {"id": field.id_for_label, "label": str(field.label), "sentence": " ".join(map(str, sentences))}

    def _of(self, prefix: str, names: list[str]) -> list[tuple[str, Any]]:
        return [(name, self[f"{prefix}-{name}"]) for name in names]


def _ending(day: date | None) -> str:
    return f"-{day.isoformat()}" if day else ""


def _number(label: str, people: int | None, prefix: str) -> forms.IntegerField:
    attrs = {
        "class": "field people",
        "inputmode": "numeric",
        "autocomplete": "off",
        "placeholder": "—",
        "data-of": prefix,
    }
    return forms.IntegerField(
        label=label,
        required=False,
        initial=people,
        min_value=0,
        max_value=MOST_PEOPLE,
        widget=forms.NumberInput(attrs=attrs),
        error_messages={"invalid": NO_NUMBER},
    )


def _any_filled(fields: list[PeopleField]) -> bool:
    return any(one.field.value() not in (None, "") or one.field.errors for one in fields)
