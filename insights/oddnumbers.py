"""Numbers that want a second look, each with its reason in words. Pure: nothing here refuses anything.

What a clerk would ask about, and no more: a single round number is not odd by itself, many of them are.
"""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from activities.results import FAR_ABOVE_USUAL, NEARLY, ROUND

VERY_ROUND = 1_000  # a crowd of exactly so many was not counted one by one
OFTEN = 3  # sessions of a unit, from which a habit is one
MOST_PART = 0.5  # of its sessions
FEWEST_ALIKE = 50  # a class of thirty comes again and again
FAR_ABOVE_CHECKED_IN = 10
FEWEST_CHECKED_IN = 10  # to compare a crowd with
BEYOND_BELIEF = 20_000  # at one session


@dataclass(frozen=True, slots=True)
class Told:
    """What is reported of a session, and what it is weighed against.

    `head` is the head count on site, `checked_in` what the ledger has besides. Of its unit in the year: `sessions`
    with a head count, `round` of them with round hundreds, `alike` with this very number, `usual` the median on
    site (None without enough of them).
    """

    head: int
    checked_in: int = 0
    capacity: int | None = None
    sessions: int = 1
    round: int = 0
    alike: int = 1
    usual: int | None = None

    @property
    def on_site(self) -> int:
        return self.head + self.checked_in


def why_odd(told: Told) -> list[str]:
    """The reasons, the gravest first; none for a number that nobody would ask about."""
    return [*_too_large(told), *_against_the_ledger(told), *_habits(told)]


def _too_large(told: Told) -> list[str]:
    odd: list[str] = []
    if told.on_site > BEYOND_BELIEF:
        odd.append(_("一场 %(n)d 人次，超过 %(most)d。") % {"n": told.on_site, "most": BEYOND_BELIEF})
    if told.capacity is not None and told.on_site > told.capacity:
        said = {"n": told.on_site, "capacity": told.capacity}
        odd.append(_("现场 %(n)d 人次，超过名额 %(capacity)d 人。") % said)
    if told.usual and told.on_site > FAR_ABOVE_USUAL * told.usual:
        said = {"n": told.on_site, "usual": told.usual, "times": FAR_ABOVE_USUAL}
        odd.append(_("现场 %(n)d 人次，是该单位平常一场（%(usual)d 人次）的 %(times)d 倍多。") % said)
    return odd


def _against_the_ledger(told: Told) -> list[str]:
    said = {"n": told.head, "checked_in": told.checked_in}
    if told.head >= FEWEST_CHECKED_IN and abs(told.head - told.checked_in) <= NEARLY * told.head:
        return [_("现场计数 %(n)d 人次，和已签到的 %(checked_in)d 人次差不多，像是把签到的人又数了一遍。") % said]
    if told.checked_in >= FEWEST_CHECKED_IN and told.head > FAR_ABOVE_CHECKED_IN * told.checked_in:
        times = {"times": told.head // told.checked_in}
        return [_("现场清点 %(n)d 人次，是签到 %(checked_in)d 人次的 %(times)d 倍。") % (said | times)]
    return []


def _habits(told: Told) -> list[str]:
    odd: list[str] = []
    is_round = told.head >= ROUND and told.head % ROUND == 0
    if is_round and told.round >= OFTEN and told.round >= MOST_PART * told.sessions:
        said = {"n": told.head, "round": told.round, "sessions": told.sessions}
        odd.append(_("正好 %(n)d；该单位这一年清点的 %(sessions)d 场里有 %(round)d 场是整百数。") % said)
    elif told.head >= VERY_ROUND and told.head % VERY_ROUND == 0:
        odd.append(_("正好 %(n)d，像是估计的整数。") % {"n": told.head})
    if told.head >= FEWEST_ALIKE and told.alike >= OFTEN:
        said = {"n": told.head, "alike": told.alike}
        odd.append(_("该单位这一年有 %(alike)d 场都是 %(n)d。") % said)
    return odd
