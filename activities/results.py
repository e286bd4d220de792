"""Results of sessions: what is stated, what is wrong with it, and what a reviewer should look at twice.

人次 are person-times; those on site and those online are told apart and never added to each other.
An audience without a count has not been reported, which is not nought.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from statistics import median

from django.utils.translation import gettext_lazy as _

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


@dataclass(frozen=True, slots=True)
class Count:
    """人次 of one audience."""

    audience: str
    people: int
    online: bool = False


@dataclass(frozen=True, slots=True)
class ResultFacts:
    """What is reported of a session."""

    counts: tuple[Count, ...]
    text: str = ""
    photos: tuple[GivenPhoto, ...] = ()

    def total(self, *, online: bool = False) -> int | None:
        """人次 on site, or online; None where none is reported."""
        found = [count.people for count in self.counts if count.online is online]
        return sum(found) if found else None

    def is_same(self, other: "ResultFacts") -> bool:
        """Whether another report says the same; the order of counts says nothing."""
        stated = (self.text, self.photos, set(self.counts))
        return stated == (other.text, other.photos, set(other.counts))


@dataclass(frozen=True, slots=True)
class Background:
    """What is known besides a session's results. `usual` is the unit's median on site, None without enough of them."""

    labels: Mapping[str, str] = field(default_factory=dict)
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
        wrong.append(("counts", _("请至少填一类人群的人次；确实没有人来就填 0。")))
    if any(not 0 <= count.people <= MOST_PEOPLE for count in facts.counts):
        wrong.append(("counts", _("人次要是 0 到 %(most)d 的整数。") % {"most": MOST_PEOPLE}))
    if not {count.audience for count in facts.counts} <= set(audiences):
        wrong.append(("counts", _("有不在词表里的人群。")))
    if len({(count.audience, count.online) for count in facts.counts}) < len(facts.counts):
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


def usual_of(totals: Collection[int]) -> int | None:
    """What is usual for a unit, by the totals of its confirmed sessions; None where they are too few."""
    return round(median(totals)) if len(totals) >= FEWEST_FOR_USUAL else None


def what_is_odd(facts: ResultFacts, known: Background) -> list[Sentence]:
    """What a reviewer should look at twice; none of it refuses anything."""
    return [*_odd_totals(facts.total() or 0, known), *_odd_counts(facts, known), *_odd_photos(known)]


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
    for count in facts.counts:
        who = known.labels.get(count.audience, count.audience)
        if count.people >= ROUND and count.people % ROUND == 0:
            odd.append(_("%(who)s正好 %(n)d 人次，像是估计的整数。") % {"who": who, "n": count.people})
        if count.people and known.addressed and count.audience not in known.addressed:
            odd.append(_("活动不面向%(who)s，却填了 %(n)d 人次。") % {"who": who, "n": count.people})
    return odd


def _odd_photos(known: Background) -> list[Sentence]:
    if not known.photos_used_elsewhere:
        return []
    return [_("有 %(n)d 张照片在别的场次也用过。") % {"n": known.photos_used_elsewhere}]
