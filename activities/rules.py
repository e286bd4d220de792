"""Decisions about activities: values in, answer out."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from activities.facts import ActivityFacts, RegistrationMode, SessionFacts, Where
from core.errors import Sentence

MOST_SESSIONS = 200
LONGEST_SESSION = timedelta(days=31)
MOST_PEOPLE = 100_000
MOST_QUESTIONS = 5
MOST_BODY = 20_000
LONGEST = {
    "title": 100,
    "title_en": 200,
    "summary": 300,
    "summary_en": 600,
    "contact": 60,
    "series": 60,
    "reference": 80,
}
LONGEST_PLACE, LONGEST_ADDRESS, LONGEST_NOTE = 100, 200, 200

RURAL_SETTINGS = frozenset({"village"})
ASK_RURAL = _("这个地点看不出在农村还是城镇，请在“城乡”里选一个，农村受众才算得准。")

Wrong = list[tuple[str, Sentence]]


@dataclass(frozen=True, slots=True)
class Known:
    """The vocabulary that an activity's facts must come from."""

    forms: Collection[str]
    topics: Collection[str]
    audiences: Collection[str]
    settings: Collection[str]
    joint_actions: Collection[str]


@dataclass(frozen=True, slots=True)
class Ground:
    """What is known of where a session is: marks are True for the countryside, False for a town, None unknown.

    `venue` is the mark of the venue's township, `area` that of the township in whose area the point lies.
    """

    is_somewhere: bool = True
    venue: bool | None = None
    area: bool | None = None
    setting: str = ""
    stated: bool | None = None


def is_rural(ground: Ground) -> bool | None:
    """Whether a session is held in the countryside: its place says so before its setting, this before people do.

    None is not known. What is held nowhere, online alone, is neither: None, and nobody is asked.
    """
    if not ground.is_somewhere:
        return None
    by_setting = True if ground.setting in RURAL_SETTINGS else None
    return next((one for one in (ground.venue, ground.area, by_setting, ground.stated) if one is not None), None)


def what_is_wrong(
    facts: ActivityFacts, known: Known, *, complete: bool, rural_unknown: bool = False
) -> dict[str, list[Sentence]]:
    """Sentences by field; `complete` asks for all that a public activity needs.

    `rural_unknown`: whether of some session nothing tells if it is in the countryside.
    """
    wrong: dict[str, list[Sentence]] = {}
    found = [*_wrong_words(facts, known), *_wrong_sessions(facts), *_wrong_registration(facts)]
    if complete:
        found += _missing(facts)
    if complete and rural_unknown:
        found.append(("rural_stated", ASK_RURAL))
    for name, sentence in found:
        wrong.setdefault(name, []).append(sentence)
    return wrong


def _wrong_words(facts: ActivityFacts, known: Known) -> Wrong:
    wrong: Wrong = []
    if not facts.title.strip():
        wrong.append(("title", _("请填写活动名称。")))
    for field, chosen, vocabulary in (
        ("form", (facts.form,) if facts.form else (), known.forms),
        ("topics", facts.topics, known.topics),
        ("audiences", facts.audiences, known.audiences),
        ("setting", (facts.setting,) if facts.setting else (), known.settings),
        ("joint_action", (facts.joint_action,) if facts.joint_action else (), known.joint_actions),
    ):
        if not set(chosen) <= set(vocabulary):
            wrong.append((field, _("有不在词表里的选项。")))
    for field, most in LONGEST.items():
        if len(getattr(facts, field)) > most:
            wrong.append((field, _("太长了，最多 %(most)d 个字。") % {"most": most}))
    if _too_long(facts.where):
        wrong.append(("where", _("地点的名称最多 100 个字，地址最多 200 个字。")))
    if len(facts.body) > MOST_BODY:
        wrong.append(("body", _("详情太长，最多 %(most)d 个字。") % {"most": MOST_BODY}))
    if facts.unit_id in facts.co_unit_ids:
        wrong.append(("co_units", _("主办单位不用再列为协办单位。")))
    return wrong


def _too_long(where: Where) -> bool:
    return len(where.name) > LONGEST_PLACE or len(where.address) > LONGEST_ADDRESS


def _wrong_sessions(facts: ActivityFacts) -> Wrong:
    wrong: Wrong = []
    if len(facts.sessions) > MOST_SESSIONS:
        wrong.append(("sessions", _("场次太多，一个活动最多 %(most)d 场。") % {"most": MOST_SESSIONS}))
    for session in facts.sessions:
        wrong += [("sessions", sentence) for sentence in why_no_session(session)]
    return wrong


def why_no_session(session: SessionFacts) -> list[Sentence]:
    """What is wrong with one session."""
    wrong: list[Sentence] = []
    if session.ends_at <= session.starts_at:
        wrong.append(_("结束时间要晚于开始时间。"))
    elif session.ends_at - session.starts_at > LONGEST_SESSION:
        wrong.append(_("一场最长 31 天；更长的请分成几场。"))
    if not 2000 <= session.starts_at.year <= 2100:
        wrong.append(_("年份要在 2000 到 2100 之间。"))
    if _too_long(session.where) or len(session.note) > LONGEST_NOTE:
        wrong.append(_("地点的名称最多 100 个字，地址和说明最多 200 个字。"))
    if session.capacity is not None and not 1 <= session.capacity <= MOST_PEOPLE:
        wrong.append(_("名额要是 1 到 100000 人；不限就留空。"))
    return wrong


def _wrong_registration(facts: ActivityFacts) -> Wrong:
    wrong: Wrong = []
    stated = facts.registration
    if not 1 <= stated.party_max <= 200:
        wrong.append(("party_max", _("每次报名最多人数要在 1 到 200 之间。")))
    if len(stated.questions) > MOST_QUESTIONS or any(not question.label.strip() for question in stated.questions):
        wrong.append(("questions", _("最多加 5 个问题，每个都要写清楚。")))
    if stated.mode is RegistrationMode.NONE and stated.questions:
        wrong.append(("questions", _("无需报名的活动不能提问。")))
    return wrong


def _missing(facts: ActivityFacts) -> Wrong:
    wrong: Wrong = []
    if not facts.form:
        wrong.append(("form", _("请选择活动形式。")))
    if not facts.audiences:
        wrong.append(("audiences", _("请选择面向的人群。")))
    if not facts.sessions:
        wrong.append(("sessions", _("请至少安排一场。")))
    if not facts.online and not facts.where and not all(session.where for session in facts.sessions):
        wrong.append(("where", _("请写明地点：选一个场馆，或写地点名称。")))
    return wrong
