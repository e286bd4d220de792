"""Decisions about registrations: values in, answer out. Pure."""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from activities.facts import Question, RegistrationMode
from activities.models.registration import AgeBand, RegistrationState
from core.errors import Sentence

CONFIRM_WITHIN = timedelta(hours=24)
LAST_MINUTE = timedelta(hours=2)  # so long before the start an offer ends at the latest
LONGEST_ANSWER = 200
LONGEST_GROUP_NAME = 60
GROUP_MOST = 500  # people whom a teacher registers at once


@dataclass(frozen=True, slots=True)
class RegistrationRequest:
    """What somebody who wants to come states. `phone` is a bare mainland mobile number."""

    name: str
    phone: str
    people: int = 1
    audience: str = ""
    age_band: AgeBand = AgeBand.ADULT
    guardian_consent: bool = False
    consent: bool = False
    group_name: str = ""
    accepts_waiting: bool = True
    answers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SessionTerms:
    """What a session asks of a registration at a moment."""

    mode: RegistrationMode
    starts_at: datetime
    ends_at: datetime
    closes_at: datetime
    live: bool
    capacity: int | None
    taken: int
    waiting: int
    party_max: int
    questions: Sequence[Question]
    audiences: frozenset[str]

    @property
    def free(self) -> int | None:
        """Places left in people; None without a limit."""
        return None if self.capacity is None else max(0, self.capacity - self.taken)


def why_closed(terms: SessionTerms, now: datetime) -> Sentence | None:
    """Why nobody can register now, or None."""
    if not terms.live:
        return _("这一场已取消。")
    if now >= terms.ends_at:
        return _("这一场已经结束。")
    if terms.mode is RegistrationMode.NONE:
        return _("这个活动不用报名，直接来就可以。")
    if now >= terms.closes_at:
        return _("报名已截止。")
    return None


def answer_field(question: Question) -> str:
    """The name under which a question is asked and told wrong; it can't be mistaken for a usual field."""
    return f"answer-{question.key}"


def what_is_wrong(request: RegistrationRequest, terms: SessionTerms, *, is_group: bool) -> dict[str, list[Sentence]]:
    """Sentences by field."""
    wrong: dict[str, list[Sentence]] = {}
    most = GROUP_MOST if is_group else terms.party_max
    if not request.name.strip() or len(request.name) > 40:
        wrong["name"] = [_("请填写联系人姓名。")]
    if not 1 <= request.people <= most:
        wrong["people"] = [_("人数要在 1 到 %(most)d 之间。") % {"most": most}]
    elif terms.capacity is not None and request.people > terms.capacity:
        wrong["people"] = [_("这一场一共没有这么多名额，请减少人数。")]
    if len(request.group_name) > LONGEST_GROUP_NAME:
        wrong["group_name"] = [_("团体名称最多 %(longest)d 个字。") % {"longest": LONGEST_GROUP_NAME}]
    if request.audience not in terms.audiences:
        wrong["audience"] = [_("请选择您属于哪个人群。")]
    if not request.consent:
        wrong["consent"] = [_("请先阅读并同意个人信息处理说明。")]
    if request.age_band is AgeBand.UNDER_14 and not request.guardian_consent:
        wrong["guardian_consent"] = [_("14 岁以下要由监护人同意。")]
    return {**wrong, **_wrong_answers(request, terms.questions)}


def _wrong_answers(request: RegistrationRequest, questions: Sequence[Question]) -> dict[str, list[Sentence]]:
    wrong: dict[str, list[Sentence]] = {}
    for question in questions:
        answer = request.answers.get(question.key, "").strip()
        if question.required and not answer:
            wrong[answer_field(question)] = [_("请回答这个问题。")]
        elif len(answer) > LONGEST_ANSWER:
            wrong[answer_field(question)] = [_("回答太长了，最多 200 个字。")]
    return wrong


def state_of_a_new(request: RegistrationRequest, terms: SessionTerms) -> RegistrationState:
    """Confirmed, pending or waiting. Nobody overtakes who waits already."""
    fits = terms.free is None or (request.people <= terms.free and terms.waiting == 0)
    if not fits:
        return RegistrationState.WAITING
    return RegistrationState.CONFIRMED if terms.mode is RegistrationMode.OPEN else RegistrationState.PENDING


def offer_ends(now: datetime, starts_at: datetime) -> datetime:
    """Until when who moves up must confirm: a day, but well before the start, and never less than 15 minutes."""
    return max(min(now + CONFIRM_WITHIN, starts_at - LAST_MINUTE), now + timedelta(minutes=15))


def moved_up(waiting: Sequence[tuple[int, int]], free: int | None) -> list[int]:
    """Who moves up, by key, out of (key, people) in order: strictly first come, a party that is too large stops it."""
    found: list[int] = []
    left = free
    for key, people in waiting:
        if left is not None:
            if people > left:
                break
            left -= people
        found.append(key)
    return found


def months_before(moment: datetime, months: int) -> datetime:
    """The same day of the month so many months ago, or that month's last day."""
    year, month = divmod(moment.year * 12 + moment.month - 1 - months, 12)
    last = monthrange(year, month + 1)[1]
    return moment.replace(year=year, month=month + 1, day=min(moment.day, last))
