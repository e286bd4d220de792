"""Telling accounts what waits for them: in the workspace, and by mail."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import translation

from accounts.models import Notice, User
from core.errors import Sentence
from core.outbox import record

LONGEST = 300


def notify(*, users: Iterable[User], key: str, title: Sentence, path: str, now: datetime, by_mail: bool = True) -> int:
    """Tell each account once under `key`; returns how many were new. The caller holds the transaction.

    `title` is a lazy sentence, kept in both languages; `path` is the page where to act.
    With `by_mail`, accounts that have an address get it by mail too.
    """
    with translation.override("zh-hans"):
        chinese = str(title)[:LONGEST]
    with translation.override("en"):
        english = str(title)[:LONGEST]
    told = 0
    for user in users:
        notice, new = Notice.objects.get_or_create(
            user=user,
            key=key,
            defaults={"title": chinese, "title_en": english, "path": path, "created_at": now},
        )
        if new:
            told += 1
        if new and by_mail:
            record("notice.created", notice=notice.pk)
    return told


@transaction.atomic
def mark_read(*, user_id: int, now: datetime, notice_id: int | None = None) -> int:
    """Mark one or all of an account's notices as read; returns how many were not."""
    found = Notice.objects.unread().filter(user_id=user_id)
    if notice_id is not None:
        found = found.filter(pk=notice_id)
    return found.update(read_at=now)
