"""What somebody says is to become of entries that wait."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from activities.checkins import MOST_AT_ONCE
from activities.selectors.vocabulary import known_words
from core.errors import Invalid, Sentence


@dataclass(frozen=True, slots=True)
class Verdict:
    """Count, or discard with a reason. What is not stated is each entry's own: session, audience, people."""

    counts: bool
    reason: str = ""
    session: str = ""
    audience: str = ""
    count: int | None = None


def wrong(field: str, sentence: Sentence) -> Invalid:
    return Invalid("quarantine_verdict", sentence, fields={field: [sentence]})


def why_no_verdict(verdict: Verdict) -> Invalid | None:
    """What of a verdict to count can't be, whatever the entries say; None where nothing is wrong."""
    if verdict.audience and verdict.audience not in known_words().audiences:
        return wrong("audience", _("请选择人群。"))
    if verdict.count is not None and not 1 <= verdict.count <= MOST_AT_ONCE:
        return wrong("count", _("人数要是 1 到 100000。"))
    return None
