"""Times and days as people write them in Chinese: “上午9点到下午5点半”, “周一至周五”."""

import re
from dataclasses import dataclass

from venues.hours.language import DAY_MINUTES

NUMERALS = {numeral: number for number, numeral in enumerate("零一二三四五六七八九十")} | {"两": 2, "〇": 0}
TO = r"(?:-+|至|到)"
PART = r"(?:上午|中午|下午|傍晚|晚上|夜里|凌晨|清晨|早上|早晨|早|晚)"
NEXT_DAY = r"(?:次日|翌日|第二天)"
CLOCK = r"(?:\d{1,2}:\d{2}|\d{1,2}[点时](?:半|整|一刻|三刻|\d{1,2}分?)?)"
SPAN = re.compile(
    rf"(?P<part>{PART})?(?P<start>{CLOCK}|\d{{1,2}}(?={TO}{NEXT_DAY}?{PART}?\d{{1,2}}[点时])){TO}"
    rf"(?P<next>{NEXT_DAY})?(?P<end_part>{PART})?(?P<end>{CLOCK})"
)
SPOKEN = re.compile(
    r"(?<![周期拜])[零〇一二两三四五六七八九十]{1,3}(?=[点时])|(?<=[点时])[零〇一二三四五六七八九十]{2,3}(?=分|$|[^月日天])"
)
MORNING = frozenset({"上午", "凌晨", "清晨", "早上", "早晨", "早"})
EVENING_STARTS, NIGHT_ENDS = 17 * 60, 8 * 60


class NotCertain(Exception):
    """A piece that may mean two things, or nothing; it never leaves the package."""


@dataclass(frozen=True, slots=True)
class Clocked:
    """Minutes, and whether the words say which half of the day is meant."""

    minutes: int
    is_certain: bool


def spoken_numbers(text: str) -> str:
    """“九点半” as “9点半”."""
    return SPOKEN.sub(lambda found: str(_numeral(found[0])), text)


def _numeral(text: str) -> int:
    if "十" not in text:
        return int("".join(str(NUMERALS[one]) for one in text))
    tens, ones = text.split("十", 1)
    return (NUMERALS[tens] if tens else 1) * 10 + (NUMERALS[ones] if ones else 0)


def span_text(found: re.Match[str]) -> str:
    """A match of SPAN in the syntax. Raises NotCertain."""
    start = _minutes(found["start"], found["part"])
    end_part = found["end_part"]
    carried = found["part"] if end_part is None and found["next"] is None else end_part
    end = _minutes(found["end"], carried)
    if carried and carried != end_part and end.minutes <= start.minutes:
        end = _minutes(found["end"], None)
    passes_midnight = end.minutes <= start.minutes
    is_night = start.minutes >= EVENING_STARTS and end.minutes <= NIGHT_ENDS and start.is_certain and end.is_certain
    if passes_midnight != bool(found["next"]) and not (passes_midnight and is_night):
        raise NotCertain(found[0])
    return f"{_written(start.minutes)}-{_written(end.minutes)}"


def _written(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def _minutes(text: str, part: str | None) -> Clocked:
    hour_text, _mark, rest = re.sub(r"[点时]", ":", text).partition(":")
    hour = int(hour_text)
    rest = {"半": "30", "整": "0", "一刻": "15", "三刻": "45", "": "0"}.get(rest, rest.removesuffix("分"))
    minutes = int(rest)
    if part and part not in MORNING and 1 <= hour < 12 and not (part == "中午" and hour >= 10):
        hour += 12
    elif (part in MORNING and hour > 12) or (part in ("下午", "傍晚") and hour == 12):
        raise NotCertain(f"{part}{text}")
    elif part in ("晚上", "夜里", "晚") and hour == 12:
        hour = 24
    if minutes > 59 or hour * 60 + minutes > DAY_MINUTES:
        raise NotCertain(text)
    return Clocked(hour * 60 + minutes, bool(part) or ":" in text)
