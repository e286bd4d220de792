"""The poster of an activity: drawn, readable by a phone, and not for what is not public."""

from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from django.conf import settings
from django.test import Client
from PIL import Image, ImageFont

from accounts.permissions import SYSTEM
from activities.models import Activity
from activities.poster import HEIGHT, NEVER_FIRST, WIDTH, PosterFacts, draw_poster, wrapped
from activities.services import cancel_activity, save_activity
from tests.activities.results import jpeg

FONT = Path(settings.POSTER_FONT)
FACTS = PosterFacts(
    site="柳州科普地图",
    title="看星星：天文观测夜",
    lines=("5月23日（周六） 19:00–21:00", "柳州科技馆"),
    foot=("扫码看详情、报名", "柳州市科学技术协会"),
    address="https://map.example.org/activities/0123456789/",
)


def picture(data: bytes) -> Image.Image:
    return Image.open(BytesIO(data)).convert("RGB")


def codes(data: bytes) -> list[str]:
    return [found.text for found in zxingcpp.read_barcodes(picture(data))]


@pytest.mark.parametrize("cover", [None, jpeg()], ids=["plain", "cover"])
@pytest.mark.parametrize("title", ["短", "很长的活动名称" * 14, "A " + "Planetarium" * 9])
def test_a_phone_reads_the_code_whatever_is_above_it(cover: bytes | None, title: str) -> None:
    drawn = draw_poster(replace(FACTS, title=title, lines=("说明。" * 100,) * 9, cover=cover, warning="演示"), FONT)
    assert codes(drawn) == [FACTS.address]
    assert picture(drawn).size == (WIDTH, HEIGHT)


def test_lines_fit_and_do_not_begin_with_a_closing_mark() -> None:
    letters = ImageFont.truetype(str(FONT), 40)
    text = "科普活动，“全国科技活动周”（柳州）：看、听、玩！Science Week 2026 与您相约。" * 3
    lines = wrapped(text, letters, 400, 99)
    assert len(lines) > 3
    assert all(letters.getlength(line) <= 400 for line in lines)
    assert not [line for line in lines if line[0] in NEVER_FIRST]
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert wrapped(text, letters, 400, 2)[-1].endswith("…")


@pytest.mark.django_db
def test_the_page_gives_the_poster_of_what_is_public(client: Client, published: Activity) -> None:
    reply = client.get(f"/activities/{published.public_id}/poster.png")
    assert (reply.status_code, reply["Content-Type"]) == (200, "image/png")
    assert codes(reply.content) == [f"{settings.SITE_URL}/activities/{published.public_id}/"]
    assert (
        f"/activities/{published.public_id}/poster.png"
        in client.get(f"/activities/{published.public_id}/").content.decode()
    )


@pytest.mark.django_db
def test_a_cancelled_one_says_so(client: Client, published: Activity, now: Any) -> None:
    before = client.get(f"/activities/{published.public_id}/poster.png").content
    cancel_activity(activity_id=published.pk, reason="下雨", by=SYSTEM, now=now)
    after = client.get(f"/activities/{published.public_id}/poster.png").content
    red = [colour for _count, colour in picture(after).getcolors(10**6) or [] if colour == (164, 22, 26)]
    assert (before != after, red) == (True, [(164, 22, 26)])


@pytest.mark.django_db
def test_a_draft_has_none(client: Client, facts: Any, now: Any) -> None:
    draft = save_activity(facts=facts, by=SYSTEM, now=now)
    assert client.get(f"/activities/{draft.public_id}/poster.png").status_code == 404


@pytest.mark.django_db
def test_without_its_font_the_poster_is_told_to_be_missing(
    client: Client, published: Activity, settings: Any, tmp_path: Path
) -> None:
    settings.POSTER_FONT = str(tmp_path / "none.ttc")
    reply = client.get(f"/activities/{published.public_id}/poster.png")
    assert reply.status_code == 503
    assert "海报暂时生成不了" in reply.content.decode()
