"""The words of every message as they look, and what became of the messages."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count
from django.utils import translation
from django.utils.translation import gettext as _

from activities.models import Channel, Message, MessageKind, MessageState
from activities.wording import LANGUAGES, PHRASES, WORDINGS, moment_text, sms_template, sms_words, when_text
from core import sms, weixin
from core.clock import day_start
from core.models import OutboxMessage

EVENT = "message.posted"
MOST_SHOWN = 100
LATELY = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Preview:
    """A message of one kind in one language, filled in with an example."""

    language: str
    title: str
    text: str
    template: str
    short: str
    sms_is_ready: bool
    weixin_is_ready: bool
    phrase: str


def previews(now: datetime) -> list[tuple[MessageKind, list[Preview]]]:
    """Every kind in both languages."""
    short = sms_words()
    return [(kind, [_preview(kind, language, short, now) for language in LANGUAGES]) for kind in MessageKind]


def _preview(kind: MessageKind, language: str, short: dict[str, str], now: datetime) -> Preview:
    with translation.override(language):
        start = day_start(now.date()) + timedelta(days=7, hours=10)
        facts: dict[str, Any] = {
            "title": _("星空观测夜（示例）"),
            "when": when_text(start, start + timedelta(hours=2)),
            "where": _("市科技馆（示例）"),
            "people": 3,
            "until": moment_text(start),
            "reason": _("场地检修（示例）"),
            "note": _("请带上外套，山上风大。（示例）"),
        }
        wording, template = WORDINGS[kind], sms_template(kind, language)
        return Preview(
            language=language,
            title=str(wording.title) % facts,
            text=str(wording.text) % facts,
            template=template,
            short=short.get(template, "").replace("{", "${"),
            sms_is_ready=sms.can_send(template),
            weixin_is_ready=weixin.can_send(kind),
            phrase=str(PHRASES[kind]),
        )


def tallies(now: datetime) -> list[dict[str, Any]]:
    """Of the last 30 days: how many messages of each channel are where."""
    rows = Message.objects.filter(created_at__gte=now - LATELY).values("channel", "state").annotate(n=Count("pk"))
    found = {(row["channel"], row["state"]): row["n"] for row in rows}
    return [
        {
            "label": channel.label,
            "is_ready": _is_ready(channel),
            "counts": [(state.label, found.get((channel.value, state.value), 0)) for state in MessageState],
        }
        for channel in Channel
    ]


def _is_ready(channel: Channel) -> bool:
    if channel is Channel.SMS:
        return sms.is_configured()
    if channel is Channel.WEIXIN:
        return bool(settings.WEIXIN_MINI_BACKEND != "none")
    return True


def given_up() -> list[dict[str, Any]]:
    """Messages that were given up after their tries, the latest first, with why."""
    dead = list(OutboxMessage.objects.dead().filter(event=EVENT).order_by("-pk")[:MOST_SHOWN])
    known = Message.objects.in_bulk([row.data["message"] for row in dead])
    return [{"outbox": row, "message": known[row.data["message"]]} for row in dead if row.data["message"] in known]


def refused() -> list[Message]:
    """Messages that the other side will never take, the latest first."""
    return list(Message.objects.filter(state=MessageState.REFUSED)[:MOST_SHOWN])
