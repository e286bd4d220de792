"""Head counts as a table shows them."""

from dataclasses import dataclass

from activities.models import Activity
from activities.results import ResultFacts
from venues.models import Vocabulary
from venues.selectors.vocabulary import words


@dataclass(frozen=True, slots=True)
class CountedRow:
    """An audience with its 人次; None where none was reported, which a table shows as “—”."""

    label: str
    is_addressed: bool
    on_site: int | None
    online: int | None


def counted_rows(activity: Activity, facts: ResultFacts) -> list[CountedRow]:
    """The audiences that an activity addresses, and the others that have a count, in the vocabulary's order."""
    counts = {(count.audience, count.online): count.people for count in facts.counts}
    told = {count.audience for count in facts.counts}
    return [
        CountedRow(str(term.label), name in activity.audiences, counts.get((name, False)), counts.get((name, True)))
        for name, term in words().terms[Vocabulary.AUDIENCE].items()
        if name in activity.audiences or name in told
    ]
