"""Step 3: where an activity takes place."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from activities.facts import ActivityFacts, Where
from activities.web.workspace.form.sessionrows import RURAL
from venues.models import RegionLevel, Venue, Vocabulary
from venues.selectors.vocabulary import words
from venues.web.workspace.form.point import PointForm


class WhereForm(PointForm):
    """A venue by its name, or a named place with its point; or only online."""

    decides = "where online setting rural_stated rural_reason".split()  # type: ignore[assignment]
    shown_at = {**PointForm.shown_at, "where": "venue", "rural_stated": "rural"}

    venue = forms.CharField(
        label=_("场馆"),
        required=False,
        max_length=100,
        help_text=_("输入名称后从列表里选；位置和地址就用它的。不在场馆就留空。"),
    )
    name = forms.CharField(
        label=_("地点名称"),
        required=False,
        max_length=100,
        help_text=_("场馆里的哪个厅，或者别处的名称，例如“三楼报告厅”“某某村小学操场”。"),
    )
    address = forms.CharField(label=_("地址"), required=False, max_length=200)
    zone = forms.ChoiceField(label=_("功能区"), required=False)
    online = forms.BooleanField(
        label=_("线上也能参加，或者只在线上"), required=False, help_text=_("只在线上的，下面的地点都留空。")
    )
    setting = forms.ChoiceField(label=_("场所"), required=False, widget=forms.RadioSelect)
    rural = forms.ChoiceField(
        label=_("城乡"),
        required=False,
        choices=[("", _("按地点判断")), ("yes", _("在农村")), ("no", _("在城镇"))],
        widget=forms.RadioSelect,
        help_text=_("场馆所在的乡镇街道看得出的，以它为准；场所选“村”的算农村；都看不出的，请在这里选，提交前要填。"),
    )
    rural_reason = forms.CharField(
        label=_("城乡依据"), required=False, max_length=200, help_text=_("例如所在的乡镇、街道或者村、社区。")
    )

    def initial_of(self, facts: ActivityFacts) -> dict[str, Any]:
        where = facts.where
        venue = Venue.objects.filter(pk=where.venue_id).first() if where.venue_id else None
        stated = next(key for key, value in RURAL.items() if value is facts.rural_stated)
        return {
            **super().initial_of(facts),
            **self.point_initial(where.given),
            "venue": venue.name if venue else "",
            "name": where.name,
            "address": "" if venue and where.address == venue.address else where.address,
            "zone": where.zone,
            "rural": stated,
        }

    def offer_choices(self) -> None:
        known = words()
        fields: dict[str, Any] = self.fields
        zones = (region for region in known.regions.values() if region.level == RegionLevel.FUNCTIONAL_ZONE)
        fields["zone"].choices = [("", _("不在功能区")), *((region.code, region.label) for region in zones)]
        settings = known.terms[Vocabulary.SETTING].values()
        fields["setting"].choices = [("", _("不填")), *((term.identifier, term.label) for term in settings)]

    def clean_venue(self) -> Venue | None:
        name = self.cleaned_data["venue"].strip()
        if not name:
            return None
        stands = Venue.objects.filter(pk=self.before.where.venue_id or 0, name=name).first()
        found = stands or Venue.objects.published().filter(name=name).order_by("pk").first()
        if found is None:
            raise forms.ValidationError(_("没有找到叫这个名称的场馆。请从列表里选，或者留空，在下面写地点。"))
        return found

    def said(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {
            "where": self._where(),
            "online": given["online"],
            "setting": given["setting"],
            "rural_stated": RURAL[given["rural"]],
            "rural_reason": given["rural_reason"] if given["rural"] else "",
        }

    def _where(self) -> Where:
        given = self.cleaned_data
        venue = given["venue"]
        if venue is not None:
            return Where(venue_id=venue.pk, name=given["name"], address=given["address"] or venue.address)
        return Where(name=given["name"], address=given["address"], given=self.given_point(), zone=given["zone"])
