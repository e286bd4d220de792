"""Head counts as a table shows them."""

from collections import Counter
from dataclasses import dataclass

from activities.models import Activity
from activities.results import ResultFacts
from activities.selectors.counted import CheckedIn
from venues.models import Vocabulary
from venues.selectors.vocabulary import words


@dataclass(frozen=True, slots=True)
class CountedRow:
    """An audience with its 人次; None where there is nothing, which a table shows as “—”.

    `checked_in` is the ledger's, `head_count` and `online` are reported.
    """

    label: str
    is_addressed: bool
    checked_in: int | None
    head_count: int | None
    online: int | None


def counted_rows(activity: Activity, facts: ResultFacts, known: CheckedIn) -> list[CountedRow]:
    """The audiences that an activity addresses, and the others that have a count, in the vocabulary's order."""
    counts: Counter[tuple[str, bool]] = Counter()
    for count in facts.counts:
        counts[count.audience, count.online] += count.people
    shown = {*activity.audiences, *known.audiences, *(count.audience for count in facts.counts)}
    return [
        CountedRow(
            label=str(term.label),
            is_addressed=name in activity.audiences,
            checked_in=known.audiences.get(name),
            head_count=counts.get((name, False)),
            online=counts.get((name, True)),
        )
        for name, term in words().terms[Vocabulary.AUDIENCE].items()
        if name in shown
    ]
