"""The forms of a plan's pieces: a campaign, a project, a task with its units."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Unit
from activities.models import Campaign, Part, Project, Task
from activities.plan import CampaignFacts, ProjectFacts, TaskFacts
from core.errors import DomainError

MOST = 99


def _day(label: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))


def _units(label: Any, hint: Any = "") -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(label=label, required=False, widget=forms.CheckboxSelectMultiple, help_text=hint)


class PieceForm(forms.Form):
    """What every piece has. `key` is what it is told apart by; it is asked for a new piece only."""

    key = "number"
    name = forms.CharField(label=gettext_lazy("名称"), max_length=200)
    name_en = forms.CharField(label=gettext_lazy("英文名称"), max_length=300, required=False)
    number = forms.IntegerField(label=gettext_lazy("序号"), min_value=1, max_value=MOST)

    def __init__(self, *args: Any, standing: Any = None, **options: Any) -> None:
        self.standing = standing
        super().__init__(*args, **{"label_suffix": "", **options})
        if standing is not None:
            del self.fields[self.key]
        for field in self.fields.values():
            if not isinstance(field.widget, forms.CheckboxInput | forms.CheckboxSelectMultiple):
                field.widget.attrs |= {"class": "field"}

    def stated_key(self) -> Any:
        return getattr(self.standing, self.key) if self.standing is not None else self.cleaned_data[self.key]

    def show(self, error: DomainError) -> None:
        """Put a refusal's sentences where the person sees them."""
        for name, sentences in (error.fields or {"": [error.sentence]}).items():
            self.add_error(name if name in self.fields else None, [str(sentence) for sentence in sentences])


class ProjectForm(PieceForm):
    """A project: its name and number."""

    def facts(self) -> ProjectFacts:
        said = self.cleaned_data
        return ProjectFacts(self.stated_key(), said["name"], (), said["name_en"])


class WindowForm(PieceForm):
    """A piece with a window of days."""

    starts_on = _day(gettext_lazy("从"))
    ends_on = _day(gettext_lazy("到"))


class CampaignForm(WindowForm):
    """A campaign: its name and window."""

    key = "identifier"
    number = None  # type: ignore[assignment]
    identifier = forms.RegexField(
        label=gettext_lazy("标识"),
        regex=r"^[a-z][a-z0-9-]{1,39}$",
        max_length=40,
        help_text=gettext_lazy("用在网址里的英文短名，如 science-day；定下后不再改。"),
        error_messages={"invalid": gettext_lazy("用小写英文字母开头，只含小写字母、数字和连字符。")},
    )

    def facts(self) -> CampaignFacts:
        said = self.cleaned_data
        return CampaignFacts(self.stated_key(), said["name"], said["starts_on"], said["ends_on"], said["name_en"])


class TaskForm(WindowForm):
    """A task: its window, and the units that lead it or answer for it."""

    all_members = forms.BooleanField(
        label=gettext_lazy("责任单位包括领导小组各成员单位"),
        required=False,
        help_text=gettext_lazy("成员有变动时，按当天的名单算。"),
    )
    leads = _units(gettext_lazy("牵头单位"))
    responsible = _units(gettext_lazy("责任单位"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        names = list(Unit.objects.order_by("name").values_list("name", flat=True))
        for field in ("leads", "responsible"):
            chosen = set(self[field].value() or ())
            ordered = sorted(names, key=lambda name: name not in chosen)
            self.fields[field].choices = [(name, name) for name in ordered]  # type: ignore[attr-defined]

    def facts(self) -> TaskFacts:
        said = {name: self.cleaned_data[name] for name in ("name", "name_en", "starts_on", "ends_on", "all_members")}
        leads, responsible = (tuple(self.cleaned_data[name]) for name in ("leads", "responsible"))
        return TaskFacts(number=self.stated_key(), leads=leads, responsible=responsible, **said)

    @property
    def unit_fields(self) -> list[tuple[Any, int]]:
        """The two lists of units, with how many are chosen in each."""
        return [(self[name], len(self[name].value() or ())) for name in ("leads", "responsible")]


def initial_of(standing: Campaign | Project | Task) -> dict[str, Any]:
    """What a form shows of a piece that stands."""
    shown = ("name", "name_en", "starts_on", "ends_on")
    said = {name: getattr(standing, name) for name in shown if hasattr(standing, name)}
    if isinstance(standing, Task):
        said["all_members"] = standing.open_to_all_members
        rows = standing.units.select_related("unit")
        for name, part in (("leads", Part.LEAD), ("responsible", Part.RESPONSIBLE)):
            said[name] = [row.unit.name for row in rows if row.part == part]
    return said


def title_of(kind: str, standing: Any) -> str:
    """What a form's page is called."""
    if standing is not None:
        return str(standing.label)
    return {"campaigns": _("新增活动品牌"), "projects": _("新增工程"), "tasks": _("新增任务")}[kind]
