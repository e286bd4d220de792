"""Volunteers: one way in for the form and for commands, and the way out."""

from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import Phone
from accounts.permissions import Actor
from accounts.rules import PRIVACY_NOTICE
from core.clock import city_day
from core.contacts import mobile_number
from core.crypto import lookup
from core.errors import Conflict, Invalid, NotAllowed, Refused, Sentence
from core.identifiers import drawn
from venues.models import Vocabulary
from venues.selectors.vocabulary import words
from volunteers.facts import AVAILABILITY, VolunteerFacts
from volunteers.models import IdType, Volunteer
from volunteers.rules import CHILD, OTHER_ID, YOUNGEST, age_on, birth_in, new_number, normal_id

LONGEST_NAME = 40
TRIES = 3  # where another takes the number between looking and saving


def id_lookup(id_type: str, number: str) -> bytes:
    """By what a person is found to be a volunteer already."""
    return lookup(f"{id_type} {number}", "volunteers.id")


@transaction.atomic
def save_volunteer(
    *, facts: VolunteerFacts, by: Actor, now: datetime, user_id: int | None = None, is_demonstration: bool = False
) -> Volunteer:
    """Make an account's owner a volunteer, or their profile say what `facts` say; the number stays for life.

    One person is one volunteer: an ID that is known already is refused. Raises Invalid by field,
    NotAllowed, Refused without a verified phone, Conflict.
    """
    owner = user_id if user_id is not None else by.user_id
    if owner is None or (owner != by.user_id and not by.sees_all):
        raise NotAllowed("volunteer", _("只能填写自己的志愿者信息。"))
    if not Phone.objects.filter(user_id=owner).exists():
        raise Refused("volunteer_phone", _("请先用手机号登录并验证，再注册成为志愿者。"))
    number = normal_id(facts.id_number)
    born = birth_in(number) if facts.id_type == IdType.RESIDENT else facts.birth_date
    wrong = what_is_wrong(facts, number=number, age=age_on(born, city_day(now)) if born else None)
    if wrong or born is None:
        raise Invalid("volunteer_invalid", next(iter(wrong.values()))[0], fields=wrong)
    held = Volunteer.objects.select_for_update().filter(user_id=owner).first()
    values = volunteer_values(facts, number, born, now)
    if Volunteer.objects.filter(id_lookup=values["id_lookup"]).exclude(pk=held.pk if held else 0).exists():
        sentence = _("这个证件号码已经注册过志愿者。如果是您本人，请用原来的账号登录。")
        raise Conflict("volunteer_known", sentence)
    if held is None:
        return _new(owner, values, now, is_demonstration)
    for name, value in values.items():
        setattr(held, name, value)
    held.save(update_fields=list(values))
    return held


def volunteer_values(facts: VolunteerFacts, number: str, born: date, now: datetime) -> dict[str, Any]:
    """The columns of a profile whose facts are right; consent is of `now`."""
    is_child = age_on(born, city_day(now)) < CHILD
    return {
        "name": facts.name.strip(),
        "id_type": facts.id_type,
        "id_number": number,
        "id_lookup": id_lookup(facts.id_type, number),
        "birth_date": born.isoformat(),
        "under_14": is_child,
        "guardian_name": facts.guardian_name.strip() if is_child else None,
        "guardian_phone": mobile_number(facts.guardian_phone) if is_child else None,
        "guardian_consent_at": now if is_child else None,
        "county_id": facts.county,
        "groups": list(facts.groups),
        "skills": list(facts.skills),
        "languages": list(facts.languages),
        "availability": list(facts.availability),
        "is_emergency": facts.is_emergency,
        "notice": PRIVACY_NOTICE,
        "consented_at": now,
    }


def _new(owner: int, values: dict[str, Any], now: datetime, is_demonstration: bool) -> Volunteer:
    """A number that another has drawn at the same moment is drawn again. Raises Conflict."""
    for _try in range(TRIES):
        number = drawn(lambda: new_number(city_day(now).year), _is_taken)
        try:
            with transaction.atomic():
                return Volunteer.objects.create(
                    user_id=owner, number=number, joined_at=now, is_demonstration=is_demonstration, **values
                )
        except IntegrityError:
            found = Volunteer.objects.filter(user_id=owner).first()  # the same form twice at once
            if found is not None:
                return found
    raise Conflict("volunteer_known", _("刚才没有保存上，请再试一次。"))


def _is_taken(number: str) -> bool:
    return Volunteer.objects.filter(number=number).exists()


def what_is_wrong(facts: VolunteerFacts, *, number: str, age: int | None) -> dict[str, list[Sentence]]:
    """Sentences by field; `age` in whole years, None where no right birth date is known."""
    wrong: dict[str, list[Sentence]] = {}
    if not 1 <= len(facts.name.strip()) <= LONGEST_NAME:
        wrong["name"] = [_("请填写真实姓名，最多 40 个字。")]
    if facts.id_type not in set(IdType):
        wrong["id_type"] = [_("请选择证件类型。")]
    elif facts.id_type == IdType.RESIDENT and age is None:
        wrong["id_number"] = [_("身份证号码不对，请核对 18 位号码。")]
    elif facts.id_type != IdType.RESIDENT and not OTHER_ID.fullmatch(number):
        wrong["id_number"] = [_("证件号码是 6 到 20 位字母和数字。")]
    elif age is None:
        wrong["birth_date"] = [_("请填写出生日期。")]
    if age is not None and not YOUNGEST <= age <= 120:
        wrong["id_number" if facts.id_type == IdType.RESIDENT else "birth_date"] = [_("年龄要在 6 到 120 岁之间。")]
    if age is not None and age < CHILD:
        wrong |= _wrong_guardian(facts)
    wrong |= _wrong_words(facts)
    if not facts.consent:
        wrong["consent"] = [_("请先阅读并同意个人信息处理说明。")]
    return wrong


def _wrong_guardian(facts: VolunteerFacts) -> dict[str, list[Sentence]]:
    wrong: dict[str, list[Sentence]] = {}
    if not 1 <= len(facts.guardian_name.strip()) <= LONGEST_NAME:
        wrong["guardian_name"] = [_("不满 14 岁，请填写监护人姓名。")]
    if mobile_number(facts.guardian_phone) is None:
        wrong["guardian_phone"] = [_("请填写监护人的 11 位手机号。")]
    if not facts.guardian_consent:
        wrong["guardian_consent"] = [_("不满 14 岁要由监护人同意。")]
    return wrong


def _wrong_words(facts: VolunteerFacts) -> dict[str, list[Sentence]]:
    known = words()
    wrong: dict[str, list[Sentence]] = {}
    if facts.county not in {region.code for region in known.choices()}:
        wrong["county"] = [_("请选择所在县区。")]
    for field, chosen, allowed in (
        ("groups", facts.groups, known.terms[Vocabulary.VOLUNTEER_GROUP]),
        ("skills", facts.skills, known.terms[Vocabulary.VOLUNTEER_SKILL]),
        ("languages", facts.languages, known.terms[Vocabulary.VOLUNTEER_LANGUAGE]),
        ("availability", facts.availability, AVAILABILITY),
    ):
        if not set(chosen) <= set(allowed):
            wrong[field] = [_("所选的内容已不存在，请重新选择。")]
    if not facts.groups:
        wrong["groups"] = [_("请至少选一类。")]
    return wrong


NOTHING: dict[str, Any] = {
    "name": None,
    "id_number": None,
    "id_lookup": None,
    "birth_date": None,
    "guardian_name": None,
    "guardian_phone": None,
    "skills": [],
    "languages": [],
    "availability": [],
    "is_emergency": False,
}


@transaction.atomic
def erase_volunteer(*, user_id: int, now: datetime) -> bool:
    """Erase who a volunteer is; the number, the hours and their totals stay. Whether there was one."""
    held = Volunteer.objects.unsealed().select_for_update().filter(user_id=user_id, erased_at=None).first()
    if held is None:
        return False
    Volunteer.objects.filter(pk=held.pk).update(**NOTHING, erased_at=now)
    held.certificates.update(content=None)
    return True
