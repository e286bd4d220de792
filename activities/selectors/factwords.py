"""An activity's facts in words, for whoever checks or compares them."""

import re
from collections.abc import Callable, Iterable
from typing import Any

from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Unit
from activities.facts import ActivityFacts, RegistrationFacts, RegistrationMode, SessionFacts, Where
from activities.models import Activity, Campaign, Task
from activities.wording import when_text
from venues.models import Venue, Vocabulary
from venues.selectors.factwords import place_words
from venues.selectors.vocabulary import words

LABELS = {
    "unit_id": gettext_lazy("主办单位"),
    "co_unit_ids": gettext_lazy("协办单位"),
    "campaign_ids": gettext_lazy("活动品牌"),
    "task_ids": gettext_lazy("完成的任务"),
    "where": gettext_lazy("地点"),
    "sessions": gettext_lazy("场次"),
    "rural_stated": gettext_lazy("城乡"),
}
MOST_SESSIONS_TOLD = 12
BREAKS = re.compile(r"</(?:p|li|h3|h4|blockquote)>|<br\s*/?>")


def fact_label(name: str) -> str:
    """What a fact is called on forms and in comparisons."""
    return str(LABELS.get(name) or getattr(Activity._meta.get_field(name), "verbose_name", None) or name)


def fact_words(name: str, value: Any) -> str:
    """A fact's value as a person reads it; empty where nothing is stated."""
    if value in (None, "", ()):
        return ""
    say = SAYINGS.get(name)
    if say is not None:
        return say(value)
    if isinstance(value, bool):
        return _("是") if value else _("否")
    return str(value)


def facts_in_words(names: Iterable[str], facts: ActivityFacts) -> list[dict[str, str]]:
    """Facts as rows: name, label and words."""
    return [
        {"name": name, "label": fact_label(name), "words": fact_words(name, getattr(facts, name))} for name in names
    ]


def _names(model: Any) -> Callable[[tuple[int, ...]], str]:
    def say(ids: tuple[int, ...]) -> str:
        return _("、").join(getattr(row, "label", row.name) for row in model.objects.filter(pk__in=ids).order_by("pk"))

    return say


def _unit(pk: int) -> str:
    return _names(Unit)((pk,))


def _terms(vocabulary: Vocabulary) -> Callable[[Any], str]:
    def say(value: tuple[str, ...] | str) -> str:
        known = words()
        named = (value,) if isinstance(value, str) else value
        return _("、").join(known.term(vocabulary, one) for one in named)

    return say


def _where(where: Where) -> str:
    if not where:
        return ""
    venue = Venue.objects.filter(pk=where.venue_id).first() if where.venue_id else None
    parts = [venue.label if venue else "", where.name, where.address, place_words(where.given) if where.given else ""]
    return " · ".join(part for part in parts if part)


def _sessions(sessions: tuple[SessionFacts, ...]) -> str:
    lines = [_session(session) for session in sessions[:MOST_SESSIONS_TOLD]]
    if len(sessions) > MOST_SESSIONS_TOLD:
        lines.append(_("……共 %(count)d 场") % {"count": len(sessions)})
    return "\n".join(lines)


def _session(session: SessionFacts) -> str:
    capacity = _("%(people)d 人") % {"people": session.capacity} if session.capacity else ""
    parts = [when_text(session.starts_at, session.ends_at), capacity, _where(session.where), session.note]
    return " · ".join(part for part in parts if part)


def _registration(stated: RegistrationFacts) -> str:
    if stated.mode is RegistrationMode.NONE:
        return str(stated.mode.label)
    parts = [str(stated.mode.label), _("每次最多 %(people)d 人") % {"people": stated.party_max}]
    return " · ".join([*parts, *(question.label for question in stated.questions)])


SAYINGS: dict[str, Callable[[Any], str]] = {
    "unit_id": _unit,
    "co_unit_ids": _names(Unit),
    "campaign_ids": _names(Campaign),
    "task_ids": _names(Task),
    "form": _terms(Vocabulary.ACTIVITY_FORM),
    "topics": _terms(Vocabulary.TOPIC),
    "audiences": _terms(Vocabulary.AUDIENCE),
    "setting": _terms(Vocabulary.SETTING),
    "joint_action": _terms(Vocabulary.JOINT_ACTION),
    "body": lambda text: strip_tags(BREAKS.sub("\n", text)).strip(),
    "rural_stated": lambda rural: _("在农村") if rural else _("在城镇"),
    "cover": lambda _image: _("已有"),
    "where": _where,
    "sessions": _sessions,
    "registration": _registration,
}
