"""The form that takes a sheet in."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from accounts.models import Unit
from accounts.permissions import Actor
from core.sheets.bounds import MOST_BYTES, SENTENCES
from venues.sheets.kinds import SUBMIT, ImportKind

DRAFT = "draft"
ENDINGS = (".xlsx", ".csv", ".txt")


class ImportForm(forms.Form):
    """A file, what shall become of new venues, and whose they are."""

    file = forms.FileField(
        label=gettext_lazy("文件"),
        help_text=gettext_lazy(".xlsx 或 .csv，最多 20 MB、10000 行。"),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
        error_messages={"required": gettext_lazy("请选择要导入的文件。"), "empty": SENTENCES["empty"]},
    )
    unit = forms.ModelChoiceField(Unit.objects.none(), required=False)
    then = forms.ChoiceField(label=gettext_lazy("导入以后"), initial=DRAFT, widget=forms.RadioSelect)

    def __init__(self, *args: Any, actor: Actor, kind: ImportKind, **options: Any) -> None:
        super().__init__(*args, **options)
        then: Any = self.fields["then"]
        then.choices = [(DRAFT, kind.then_draft), (SUBMIT, kind.then_submit)]
        units: Any = self.fields["unit"]
        wide = actor.sees_all or bool(actor.reviewer_of_counties)
        units.queryset = Unit.objects.order_by("name") if wide else Unit.objects.filter(pk__in=actor.organizer_of)
        units.label, units.help_text = kind.unit_label, kind.unit_hint if wide else ""
        units.empty_label = _("不指定")
        if not kind.is_of_units:
            del self.fields["unit"], self.fields["then"]
        elif not wide:
            units.required, units.empty_label = True, None
            units.initial = units.queryset.first()

    def clean_file(self) -> Any:
        sent = self.cleaned_data["file"]
        if sent.size > MOST_BYTES:
            raise ValidationError(SENTENCES["too_large"])
        if not sent.name.lower().endswith(ENDINGS):
            raise ValidationError(SENTENCES["unknown"])
        return sent

    def stated(self) -> dict[str, Any]:
        """What the service takes."""
        sent, unit = self.cleaned_data["file"], self.cleaned_data.get("unit")
        return {
            "unit_id": unit.pk if unit else None,
            "file_name": sent.name,
            "sheet": sent.read(),
            "options": {"then": self.cleaned_data.get("then", DRAFT), "language": get_language() or "zh-hans"},
        }
