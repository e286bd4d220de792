"""Decisions about venues: values in, answer out."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from core.contacts import mobile_number
from core.errors import Sentence
from core.geo import LonLat
from venues.facts import VenueFacts
from venues.hours.sentences import why_not_told
from venues.models.report import ReportKind
from venues.models.venue import VenueStatus

LONGEST_REPORT = 1000
LONGEST_CONTACT = 254
MOST_PHOTOS = 12
LONGEST_CAPTION = 100
LONGEST_CREDIT = 60
MAX_LATITUDE = 85.0  # the map's projection ends there
# Characters that the columns hold.
LONGEST = {
    "name": 100,
    "name_en": 200,
    "summary": 2000,
    "summary_en": 4000,
    "address": 200,
    "address_en": 300,
    "admission_note": 200,
    "booking_url": 200,
    "website": 200,
    "phone": 60,
    "opening_hours": 255,
    "source": 300,
    "reference": 80,
}
LONGEST_BATCH = 60
VERIFIED_FOR = timedelta(days=365)


def verified_since(today: date) -> date:
    """The first day on which a verification still holds today; an earlier one is due again."""
    return today - VERIFIED_FOR


@dataclass(frozen=True, slots=True)
class Known:
    """The vocabulary that a venue's facts must come from."""

    sub_kinds: Mapping[str, Collection[str]]  # of each kind
    mobile_kinds: Collection[str]
    audiences: Collection[str]
    accessibility: Collection[str]
    admissions: Collection[str]
    levels: Collection[str]
    zones: Collection[str]
    townships: Collection[str]


def what_is_wrong(facts: VenueFacts, known: Known, *, hours_before: str = "") -> dict[str, list[Sentence]]:
    """Sentences by field; empty if the facts can be stored.

    Opening hours that are stored already, `hours_before`, refuse no change of something else.
    """
    wrong: dict[str, list[Sentence]] = {}
    for name, sentence in (
        *_too_long(facts),
        *_wrong_words(facts, known),
        *_wrong_hours(facts, hours_before),
        *_wrong_place(facts, known),
        *_wrong_numbers(facts),
        *_wrong_titles(facts, known),
        *_wrong_photos(facts),
    ):
        wrong.setdefault(name, []).append(sentence)
    return wrong


Wrong = list[tuple[str, Sentence]]


def _too_long(facts: VenueFacts) -> Wrong:
    """Texts beyond what their columns hold."""
    stated = [
        *((field, getattr(facts, field), most) for field, most in LONGEST.items()),
        *(("aliases", alias, LONGEST["name"]) for alias in facts.aliases),
        *(("designations", title.name, LONGEST["name"]) for title in facts.designations),
        *(("designations", title.batch, LONGEST_BATCH) for title in facts.designations),
    ]
    return [
        (field, _("太长：最多 %(most)d 个字。") % {"most": most}) for field, text, most in stated if len(text) > most
    ]


def _wrong_words(facts: VenueFacts, known: Known) -> Wrong:
    wrong: Wrong = []
    if not facts.name.strip():
        wrong.append(("name", _("请填写名称。")))
    if facts.kind not in known.sub_kinds:
        wrong.append(("kind", _("没有这种场馆类型。")))
    elif facts.sub_kind and facts.sub_kind not in known.sub_kinds[facts.kind]:
        wrong.append(("sub_kind", _("这个子类型不属于所选类型。")))
    for field, words, vocabulary in (
        ("audiences", facts.audiences, known.audiences),
        ("accessibility", facts.accessibility, known.accessibility),
        ("admission", (facts.admission,), known.admissions),
    ):
        if not set(words) <= set(vocabulary):
            wrong.append((field, _("有不在词表里的选项。")))
    for field, url in (("website", facts.website), ("booking_url", facts.booking_url)):
        if url and not is_web_address(url):
            wrong.append((field, _("网址要以 http:// 或 https:// 开头。")))
    return wrong


def _wrong_hours(facts: VenueFacts, before: str) -> Wrong:
    if not facts.opening_hours or facts.opening_hours == before:
        return []
    sentence = why_not_told(facts.opening_hours)
    return [("opening_hours", sentence)] if sentence else []


def is_web_address(url: str) -> bool:
    """Whether a link may be shown to the public: http or https with a host, and nothing else."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)


def _wrong_place(facts: VenueFacts, known: Known) -> Wrong:
    wrong: Wrong = []
    for field, given in (("point", facts.given), *(("entrances", entrance) for entrance in facts.entrances)):
        if given is not None and not (given.place.is_on_earth() and abs(given.place.lat) <= MAX_LATITUDE):
            wrong.append((field, _("坐标超出经纬度范围。")))
    needs_place = facts.status in (VenueStatus.SUBMITTED, VenueStatus.PUBLISHED)
    if facts.given is None and needs_place and facts.kind not in known.mobile_kinds:
        wrong.append(("point", _("发布前请标出位置；只有流动设施可以没有固定位置。")))
    if facts.zone and facts.zone not in known.zones:
        wrong.append(("zone", _("没有这个功能区。")))
    if facts.township and facts.township not in known.townships:
        wrong.append(("township", _("没有这个乡镇街道。")))
    return wrong


def _wrong_numbers(facts: VenueFacts) -> Wrong:
    wrong: Wrong = []
    for field in ("floor_area_m2", "staff", "annual_visitors"):
        value = getattr(facts, field)
        if value is not None and not 0 <= value <= 2_000_000_000:
            wrong.append((field, _("请填写不小于 0 的整数。")))
    if facts.opened_year is not None and not 1800 <= facts.opened_year <= 2200:
        wrong.append(("opened_year", _("年份要在 1800 到 2200 之间。")))
    if facts.opened_on and facts.closed_on and facts.closed_on < facts.opened_on:
        wrong.append(("closed_on", _("关闭日期不能早于开放日期。")))
    if facts.status == VenueStatus.CLOSED and facts.closed_on is None:
        wrong.append(("closed_on", _("请填写关闭日期。")))
    return wrong


def _wrong_titles(facts: VenueFacts, known: Known) -> Wrong:
    wrong: Wrong = []
    for title in facts.designations:
        if title.level not in known.levels:
            wrong.append(("designations", _("没有这个认定级别。")))
        if title.valid_from and title.valid_until and title.valid_until < title.valid_from:
            wrong.append(("designations", _("认定的截止日期不能早于起始日期。")))
    if len({(title.level, title.name, title.batch) for title in facts.designations}) < len(facts.designations):
        wrong.append(("designations", _("同一个认定写了两次。")))
    return wrong


def _wrong_photos(facts: VenueFacts) -> Wrong:
    wrong: Wrong = []
    if len(facts.photos) > MOST_PHOTOS:
        wrong.append(("photos", _("一个场馆最多放 12 张照片。")))
    if len({photo.image for photo in facts.photos}) < len(facts.photos):
        wrong.append(("photos", _("同一张照片只能放一次。")))
    if any(len(photo.caption) > LONGEST_CAPTION for photo in facts.photos):
        wrong.append(("photos", _("照片说明最多 100 个字。")))
    if any(len(photo.credit) > LONGEST_CREDIT for photo in facts.photos):
        wrong.append(("photos", _("拍摄者或来源最多 60 个字。")))
    return wrong


def why_not_merge(keep: VenueStatus, drop: VenueStatus) -> Sentence | None:
    """Why a venue can't go into another, by their statuses: the public must not lose what it sees."""
    if drop == VenueStatus.PUBLISHED and keep != VenueStatus.PUBLISHED:
        return _("已发布的场馆不能并入没有发布的：请保留已发布的那一个，或先发布另一个。")
    return None


def contact_of(text: str) -> str:
    """A mail address or a mainland mobile number as it is kept, empty for what is neither."""
    typed = text.strip()
    if number := mobile_number(typed):
        return number
    try:
        validate_email(typed)
    except ValidationError:
        return ""
    return typed if len(typed) <= LONGEST_CONTACT else ""


def what_is_wrong_with_report(kind: str, text: str, place: LonLat | None, contact: str) -> dict[str, list[Sentence]]:
    """Sentences by field; empty if the report says something that can be looked into."""
    wrong: dict[str, list[Sentence]] = {}
    if kind not in set(ReportKind):
        wrong["kind"] = [_("请选择哪里不对。")]
    if len(text.strip()) > LONGEST_REPORT:
        wrong["text"] = [_("说明最多 1000 个字。")]
    if place is not None and not (place.is_on_earth() and abs(place.lat) <= MAX_LATITUDE):
        wrong["place"] = [_("坐标超出经纬度范围。")]
    tells = text.strip() or kind == ReportKind.CLOSED or (kind == ReportKind.POSITION and place is not None)
    if not tells and "kind" not in wrong:
        wrong["text"] = [_("请写几句，说明哪里不对、正确的是什么。")]
    if contact.strip() and not contact_of(contact):
        wrong["contact"] = [_("请填写邮箱地址或手机号码，也可以不填。")]
    return wrong
