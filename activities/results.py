"""Results of sessions: what is stated, what is wrong with it, and what a reviewer should look at twice.

人次 are person-times. The rule of counting: a head count is of the people on site who have not checked in
otherwise (by ticket, code, gate or list), so that on site there were those in the ledger and those of the head
count, and nobody twice; the form says so and shows what the ledger has. Those online are told apart and
never added. An audience without a count has not been reported, which is not nought.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from statistics import median
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from activities.checkins import Entry
from activities.models.checkin import Method
from core.crypto import lookup
from core.errors import Sentence
from venues.facts import GivenPhoto

MOST_PHOTOS = 2
LONGEST_TEXT = 1_000
LONGEST_CAPTION = 100
MOST_PEOPLE = 1_000_000  # of one audience at one session

FAR_ABOVE_REGISTERED = 3
FAR_ABOVE_USUAL = 5
FEWEST_FOR_USUAL = 3  # confirmed sessions, for something to be usual
ROUND = 100
NEARLY = 0.1  # of a head count that says nearly what the ledger has already

OF_RESULTS = "result:"  # how the ledger names a session's results
ENTRY = "activities.results.entry"


@dataclass(frozen=True, slots=True)
class Count:
    """人次 of one audience. `day`: on which of the days of a session of several; None is the first."""

    audience: str
    people: int
    online: bool = False
    day: date | None = None

    @property
    def method(self) -> Method:
        """How the ledger names it."""
        return Method.ONLINE if self.online else Method.HEADCOUNT


@dataclass(frozen=True, slots=True)
class ResultFacts:
    """What is reported of a session."""

    counts: tuple[Count, ...]
    text: str = ""
    photos: tuple[GivenPhoto, ...] = ()

    def total(self, *, online: bool = False) -> int | None:
        """人次 counted on site, or online; None where none is reported."""
        found = [count.people for count in self.counts if count.online is online]
        return sum(found) if found else None

    def is_same(self, other: "ResultFacts") -> bool:
        """Whether another report says the same; the order of counts says nothing."""
        stated = (self.text, self.photos, set(self.counts))
        return stated == (other.text, other.photos, set(other.counts))


@dataclass(frozen=True, slots=True)
class Totals:
    """人次 of a session: `checked_in` as the ledger has them without head counts; None where nobody reported."""

    checked_in: int = 0
    head_count: int | None = None
    online: int | None = None

    @property
    def on_site(self) -> int | None:
        """All who were there, by the rule of counting; None where nothing is known."""
        if self.head_count is None and not self.checked_in:
            return None
        return self.checked_in + (self.head_count or 0)


@dataclass(frozen=True, slots=True)
class Background:
    """What is known besides a session's results: `checked_in` by the ledger without head counts.

    `usual` is the unit's median on site, None without enough of them.
    """

    labels: Mapping[str, str] = field(default_factory=dict)
    checked_in: int = 0
    addressed: Collection[str] = ()
    capacity: int | None = None
    registered: int = 0
    usual: int | None = None
    photos_used_elsewhere: int = 0


Wrong = list[tuple[str, Sentence]]


def what_is_wrong(facts: ResultFacts, audiences: Collection[str]) -> dict[str, list[Sentence]]:
    """Sentences by field: counts, text, photos."""
    wrong: dict[str, list[Sentence]] = {}
    for name, sentence in [*_wrong_counts(facts, audiences), *_wrong_words(facts), *_wrong_photos(facts)]:
        wrong.setdefault(name, []).append(sentence)
    return wrong


def _wrong_counts(facts: ResultFacts, audiences: Collection[str]) -> Wrong:
    wrong: Wrong = []
    if not facts.counts:
        wrong.append(("counts", _("请至少填一类人群的人次；除了签到的没有别人，就填 0。")))
    if any(not 0 <= count.people <= MOST_PEOPLE for count in facts.counts):
        wrong.append(("counts", _("人次要是 0 到 %(most)d 的整数。") % {"most": MOST_PEOPLE}))
    if not {count.audience for count in facts.counts} <= set(audiences):
        wrong.append(("counts", _("有不在词表里的人群。")))
    if len({(count.audience, count.online, count.day) for count in facts.counts}) < len(facts.counts):
        wrong.append(("counts", _("同一类人群填了两次。")))
    return wrong


def _wrong_words(facts: ResultFacts) -> Wrong:
    if len(facts.text) > LONGEST_TEXT:
        return [("text", _("简况太长，最多 %(most)d 个字。") % {"most": LONGEST_TEXT})]
    return []


def _wrong_photos(facts: ResultFacts) -> Wrong:
    wrong: Wrong = []
    if len(facts.photos) > MOST_PHOTOS:
        wrong.append(("photos", _("照片最多 %(most)d 张。") % {"most": MOST_PHOTOS}))
    if len({photo.image for photo in facts.photos}) < len(facts.photos):
        wrong.append(("photos", _("同一张照片用了两次。")))
    if not facts.photos and any(count.people for count in facts.counts):
        wrong.append(("photos", _("请附 1–2 张现场照片，办公室靠它核对人次。")))
    if any(len(photo.caption) > LONGEST_CAPTION for photo in facts.photos):
        wrong.append(("photos", _("照片说明最多 %(most)d 个字。") % {"most": LONGEST_CAPTION}))
    return wrong


def wrong_days(facts: ResultFacts, first_day: date, last_day: date) -> dict[str, list[Sentence]]:
    """What is wrong with the days that counts state."""
    if all(count.day is None or first_day < count.day <= last_day for count in facts.counts):
        return {}
    return {"counts": [_("分天填写的人次，日期要在这一场的几天之内。")]}


def usual_of(totals: Collection[int]) -> int | None:
    """What is usual for a unit, by the totals of its confirmed sessions; None where they are too few."""
    return round(median(totals)) if len(totals) >= FEWEST_FOR_USUAL else None


def what_is_odd(facts: ResultFacts, known: Background) -> list[Sentence]:
    """What a reviewer should look at twice; none of it refuses anything."""
    total = (facts.total() or 0) + known.checked_in
    return [*_odd_totals(total, known), *_odd_counts(facts, known), *_odd_photos(facts, known)]


def _odd_totals(total: int, known: Background) -> list[Sentence]:
    odd: list[Sentence] = []
    if known.capacity is not None and total > known.capacity:
        odd.append(_("现场 %(n)d 人次，超过名额 %(capacity)d 人。") % {"n": total, "capacity": known.capacity})
    if known.registered and total > FAR_ABOVE_REGISTERED * known.registered:
        odd.append(
            _("现场 %(n)d 人次，远多于报名的 %(registered)d 人。") % {"n": total, "registered": known.registered}
        )
    if known.registered and not total:
        odd.append(_("报名有 %(registered)d 人，现场却没有人次。") % {"registered": known.registered})
    if known.usual and total > FAR_ABOVE_USUAL * known.usual:
        said = {"n": total, "usual": known.usual, "times": FAR_ABOVE_USUAL}
        odd.append(_("现场 %(n)d 人次，是该单位平常一场（%(usual)d 人次）的 %(times)d 倍多。") % said)
    return odd


def _odd_counts(facts: ResultFacts, known: Background) -> list[Sentence]:
    odd: list[Sentence] = []
    counted = facts.total() or 0
    if counted and abs(counted - known.checked_in) <= NEARLY * counted:
        said = {"n": counted, "checked_in": known.checked_in}
        odd.append(_("现场计数 %(n)d 人次，和已签到的 %(checked_in)d 人次差不多，像是把签到的人又数了一遍。") % said)
    for count in facts.counts:
        who = known.labels.get(count.audience, count.audience)
        if count.people >= ROUND and count.people % ROUND == 0:
            odd.append(_("%(who)s正好 %(n)d 人次，像是估计的整数。") % {"who": who, "n": count.people})
        if count.people and known.addressed and count.audience not in known.addressed:
            odd.append(_("活动不面向%(who)s，却填了 %(n)d 人次。") % {"who": who, "n": count.people})
    return odd


def _odd_photos(facts: ResultFacts, known: Background) -> list[Sentence]:
    odd: list[Sentence] = []
    bare = sum(not photo.caption for photo in facts.photos)
    if bare:
        odd.append(_("有 %(n)d 张照片没有说明。") % {"n": bare})
    if known.photos_used_elsewhere:
        odd.append(_("有 %(n)d 张照片在别的场次也用过。") % {"n": known.photos_used_elsewhere})
    return odd


def entries_of(
    facts: ResultFacts, *, session: str, first_day: date, version: int, reported_at: datetime, occurred_at: datetime
) -> list[Entry]:
    """What a confirmation writes into the ledger: an entry for each count above nought, those online by their method.

    `session` is a public id, `first_day` the day of a count that states none. The ids follow from the session and the
    version that is confirmed, so that confirming the same once more writes nothing new.
    """
    evidence = f"{OF_RESULTS}{session}:{version}"
    return [
        Entry(
            id=entry_id(f"{evidence} {count.audience} {count.method} {count.day or ''}".rstrip(), reported_at),
            session=session,
            method=count.method,
            count=count.people,
            audience=count.audience,
            occurred_at=occurred_at,
            evidence=evidence,
            day=count.day or first_day,
        )
        for count in facts.counts
        if count.people
    ]


def entry_id(name: str, moment: datetime) -> UUID:
    """The UUID v7 of what has a name. Its hash is keyed, so that nobody can take the id before us."""
    random = int.from_bytes(lookup(name, ENTRY)[:10])
    value = int(moment.timestamp() * 1000) << 80 | random
    return UUID(int=value & ~(0xF << 76) & ~(0b11 << 62) | 7 << 76 | 0b10 << 62)
