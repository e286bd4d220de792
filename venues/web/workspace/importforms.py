"""The form that takes a sheet in."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from accounts.models import Unit
from accounts.permissions import Actor
from core.sheets.bounds import MOST_BYTES, SENTENCES
from venues.sheets.planning import SUBMIT

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
    unit = forms.ModelChoiceField(Unit.objects.none(), label=gettext_lazy("新场馆的运营单位"), required=False)
    then = forms.ChoiceField(
        label=gettext_lazy("导入以后"),
        choices=[
            (DRAFT, gettext_lazy("存为草稿，以后再提交")),
            (SUBMIT, gettext_lazy("直接提交审核；您有权发布的会直接发布")),
        ],
        initial=DRAFT,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, actor: Actor, **options: Any) -> None:
        super().__init__(*args, **options)
        units: Any = self.fields["unit"]
        wide = actor.sees_all or bool(actor.reviewer_of_counties)
        units.queryset = Unit.objects.order_by("name") if wide else Unit.objects.filter(pk__in=actor.organizer_of)
        units.help_text = _("表格里“运营单位”空着的新场馆归这个单位。") if wide else ""
        units.empty_label = _("不指定")
        if not wide:
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
        sent, unit = self.cleaned_data["file"], self.cleaned_data["unit"]
        return {
            "unit_id": unit.pk if unit else None,
            "file_name": sent.name,
            "sheet": sent.read(),
            "options": {"then": self.cleaned_data["then"], "language": get_language() or "zh-hans"},
        }
