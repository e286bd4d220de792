"""What the tests of results share: photos, reports, and what the ledger has of them."""

import io
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Sum
from PIL import Image

from accounts.permissions import SYSTEM, Actor
from activities.models import CheckIn, Session, SessionResult
from activities.results import Count, ResultFacts
from activities.services import confirm_results, reopen_results, report_results, send_back_results
from core.models import StoredImage
from venues.facts import GivenPhoto

TEXT = "讲了水的净化，大家动手做了实验。"


def after(session: Session) -> datetime:
    """The evening of a session's day."""
    return session.ends_at + timedelta(hours=3)


def photo(number: int = 0, **facts: Any) -> StoredImage:
    """A stored photo's row, without its file."""
    at = datetime.fromisoformat("2026-12-01T18:00:00+08:00")
    return StoredImage.objects.create(
        **{"key": f"20261201/{number}.jpg", "width": 640, "height": 480, "bytes": 1000, "created_at": at, **facts}
    )


def jpeg() -> bytes:
    """A real photo, as a phone takes it."""
    out = io.BytesIO()
    Image.effect_noise((640, 480), 40).convert("RGB").save(out, "JPEG", quality=80)
    return out.getvalue()


def counted(*photos: StoredImage, online: int | None = None, text: str = TEXT, **people: int) -> ResultFacts:
    """A report: people on site by audience, and residents online."""
    counts = [Count(name, number) for name, number in people.items()]
    if online is not None:
        counts.append(Count("residents", online, online=True))
    return ResultFacts(tuple(counts), text, tuple(GivenPhoto(one.public_id, "动手做实验") for one in photos))


def reported(session: Session, facts: ResultFacts | None = None, by: Actor = SYSTEM) -> SessionResult:
    """A session's report of forty residents and ten of the youth, unless another is given."""
    stated = facts or counted(photo(), residents=40, youth=10)
    return report_results(session_id=session.pk, facts=stated, by=by, now=after(session))


ON_SITE = 50  # of `reported`


def in_ledger(session: Session, *methods: str) -> int:
    """人次 of a session by methods, all on site without any."""
    rows = CheckIn.objects.filter(session=session)
    rows = rows.filter(method__in=methods) if methods else rows.exclude(method="online")
    return int(rows.aggregate(n=Sum("count"))["n"] or 0)


def confirm(session: Session, by: Actor = SYSTEM, **more: Any) -> SessionResult:
    return confirm_results(session_id=session.pk, by=by, now=after(session), **more)


def send_back(session: Session, by: Actor = SYSTEM, reason: str = "照片看不清", **more: Any) -> SessionResult:
    return send_back_results(session_id=session.pk, reason=reason, by=by, now=after(session), **more)


def reopen(session: Session, by: Actor = SYSTEM, reason: str = "数错了", **more: Any) -> SessionResult:
    return reopen_results(session_id=session.pk, reason=reason, by=by, now=after(session), **more)


def form_of(session: Session) -> str:
    return f"/workspace/activities/{session.activity.public_id}/results/{session.public_id}/"


def one(session: Session, deed: str = "") -> str:
    return f"/workspace/results/{session.public_id}/{deed}"


def text(response: Any) -> str:
    return str(response.content.decode())
