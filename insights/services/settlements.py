"""Settlements: the list of places that venues and activities should reach, kept by the offices."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.permissions import Actor
from core import geo
from core.errors import Invalid, NotAllowed, Sentence
from insights.models import Settlement, SettlementKind
from venues.facts import GivenPlace
from venues.models import RegionLevel
from venues.selectors.vocabulary import words

MOST_PEOPLE = 10_000_000


@dataclass(frozen=True, slots=True)
class SettlementFacts:
    """What is stated of a settlement; `given` None: its position is not known, `population` None: nobody has said."""

    kind: str
    name: str
    county: str
    given: GivenPlace | None = None
    population: int | None = None
    source: str = ""
    is_demonstration: bool = False


def what_is_wrong(facts: SettlementFacts) -> dict[str, list[Sentence]]:
    """Sentences by field."""
    wrong: dict[str, list[Sentence]] = {}
    if facts.kind not in set(SettlementKind):
        wrong["kind"] = [_("请选择类型：乡镇、村、社区或学校。")]
    if not 1 <= len(facts.name.strip()) <= 60:
        wrong["name"] = [_("请填写名称，最多 60 个字。")]
    county = words().regions.get(facts.county)
    if county is None or county.level != RegionLevel.COUNTY:
        wrong["county"] = [_("请选择县区。")]
    if facts.population is not None and not 0 <= facts.population <= MOST_PEOPLE:
        wrong["population"] = [_("人口要是 0 到 1000 万的整数；不知道就留空。")]
    if facts.given is not None and not geo.to_wgs84(facts.given.place, facts.given.datum).is_on_earth():
        wrong["point"] = [_("坐标不对，请检查经度、纬度和坐标系。")]
    if len(facts.source) > 200:
        wrong["source"] = [_("来源最多 200 个字。")]
    return wrong


@transaction.atomic
def save_settlement(*, facts: SettlementFacts, by: Actor) -> Settlement:
    """Add a settlement, or make the one of the same county, kind and name say what `facts` say.

    Raises NotAllowed for who is no office of its county, Invalid by field.
    """
    if not (by.sees_all or facts.county in by.reviewer_of_counties):
        raise NotAllowed("settlement", _("居民点由领导小组办公室和所在县区的办公室维护。"))
    wrong = what_is_wrong(facts)
    if wrong:
        raise Invalid("settlement_invalid", next(iter(wrong.values()))[0], fields=wrong)
    key = {"county_id": facts.county, "kind": facts.kind, "name": facts.name.strip()}
    held = Settlement.objects.select_for_update().filter(**key).first() or Settlement(**key)
    place = geo.to_wgs84(facts.given.place, facts.given.datum).rounded() if facts.given else None
    values = {
        "point": geo.point(place) if place else None,
        "population": facts.population,
        "source": facts.source.strip(),
        "is_demonstration": facts.is_demonstration,
    }
    if held.pk is None or any(getattr(held, name) != value for name, value in values.items()):
        for name, value in values.items():
            setattr(held, name, value)
        held.save()
    return held
