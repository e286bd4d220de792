"""What a certificate says (民政部令第67号): values in, a document out."""

import io
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

import segno
import typst
from django.conf import settings

TEMPLATE = Path(__file__).parent / "certificate.typ"
MASK = "*"


@dataclass(frozen=True, slots=True)
class Item:
    """Service in one position on one day of the city; `is_added` where nobody signed for it."""

    day: str  # ISO
    activity: str
    position: str
    minutes: int
    is_added: bool


@dataclass(frozen=True, slots=True)
class Content:
    """All that a certificate says, as it was when it was issued. The ID is masked for good."""

    serial: str
    name: str
    id_type: str
    id_masked: str
    number: str
    unit: str
    handler: str
    contact: str
    since: str
    until: str
    issued_on: str
    items: tuple[Item, ...]

    @property
    def minutes(self) -> int:
        return sum(item.minutes for item in self.items)

    def as_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False)


def content_of(text: str) -> Content:
    """The content that `as_json` made."""
    said = json.loads(text)
    return Content(**{**said, "items": tuple(Item(**item) for item in said["items"])})


def masked_id(number: str) -> str:
    """`450***********34`: the first three and the last two characters."""
    return number[:3] + MASK * max(0, len(number) - 5) + number[-2:]


def masked_name(name: str) -> str:
    """`张＊＊`."""
    return name[:1] + "＊" * (len(name) - 1)


def hours_text(minutes: int) -> str:
    """Whole hours and minutes, so that lines add up to their total: `2 小时 5 分`."""
    hours, rest = divmod(minutes, 60)
    return " ".join(
        part for part in (f"{hours} 小时" if hours or not rest else "", f"{rest} 分" if rest else "") if part
    )


def day_text(day: str) -> str:
    """An ISO day as Chinese documents write it."""
    found = date.fromisoformat(day)
    return f"{found.year}年{found.month}月{found.day}日"


def draw_certificate(content: Content, *, code: str, address: str, revoked_on: str = "") -> bytes:
    """The certificate as PDF, A4. `address` is where anybody checks it; the QR code leads there."""
    picture = io.BytesIO()
    added = sum(item.minutes for item in content.items if item.is_added)
    segno.make(address, error="m", micro=False).save(picture, kind="svg", border=2, xmldecl=False, svgns=True)
    said = {
        **asdict(content),
        "hours": hours_text(content.minutes),
        "added_hours": hours_text(added) if added else "",
        "period": f"{day_text(content.since)}至{day_text(content.until)}",
        "issued_on": day_text(content.issued_on),
        "items": [
            {**asdict(item), "day": day_text(item.day), "hours": hours_text(item.minutes)} for item in content.items
        ],
        "code": " ".join(grouped(code)),
        "address": address,
        "qr": picture.getvalue().decode(),
        "revoked_on": day_text(revoked_on) if revoked_on else "",
    }
    made = typst.compile(
        TEMPLATE,
        format="pdf",
        font_paths=[Path(settings.POSTER_FONT).parent],
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(said, ensure_ascii=False)},
    )
    assert isinstance(made, bytes)
    return made


def _line(item: Item) -> dict[str, object]:
    return {**asdict(item), "day": day_text(item.day), "hours": hours_text(item.minutes)}


def grouped(code: str) -> Sequence[str]:
    """A code in fours, to be read out."""
    return [code[at : at + 4] for at in range(0, len(code), 4)]
