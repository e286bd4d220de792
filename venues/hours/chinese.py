"""Opening hours out of Chinese words: “周二至周日 9:00–17:00，周一闭馆，节假日开放”.

Only what has one meaning is read. Each piece of the text must be understood; what is left over refuses the whole.
"""

import re
import unicodedata
from dataclasses import dataclass, field, replace

from venues.hours.chinesetimes import PART, SPAN, TO, NotCertain, span_text, spoken_numbers
from venues.hours.parsing import LONGEST
from venues.hours.scanning import DASHES

DAY_CODES = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
MONTH_CODES = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
WEEK = r"(?:周|星期|礼拜)"
ONE = r"[一二三四五六日天]"
MONTH, DATE = r"(?:[1-9]|1[0-2])月份?", r"(?:[12]?\d|3[01])[日号]"
HOLIDAYS = r"(?:国家)?法定(?:节假日|节日|假日|假期)|节假日|公众假期|公众假日"
OFF = r"(?:全天)?(?:闭馆|休馆|闭园|休息|不开放|关闭|关门|停止开放|不营业|放假|休业|停馆)"
ALL_DAY = r"(?:全天候?|24小时|全日)(?:对外|免费)*(?:开放|营业|开馆)?"
OPEN = r"(?:正常|照常|均|都|也|对外|免费)*(?:开放|开馆|营业|开门|开园)"
PIECES = (
    ("filler", re.compile(r"(?:开放|开馆|营业|服务)时间")),
    ("date", re.compile(rf"{MONTH}(?:{DATE})?(?:{TO}(?:次年|翌年)?(?:{MONTH}(?:{DATE})?|{DATE}))?")),
    ("exception", re.compile(rf"(?:逢|遇)?(?:{HOLIDAYS})除外|除(?:{HOLIDAYS})外")),
    ("holiday", re.compile(rf"(?:逢|遇)?(?:{HOLIDAYS})")),
    ("everyday", re.compile(r"每天|每日|天天|全年(?:无休)?|一年四季")),
    ("workdays", re.compile(r"(?:每个?)?工作日")),
    ("weekend", re.compile(r"(?:每个?)?(?:周末|双休日|周六日|星期六日)")),
    ("weekdays", re.compile(rf"(?:每|逢)?{WEEK}{ONE}(?:{TO}{WEEK}?{ONE}|(?:、|和|及){WEEK}?{ONE}(?!\w*月))*")),
    ("span", SPAN),
    (
        "last_entry",
        re.compile(
            rf"(?:{PART})?\d{{1,2}}(?::\d{{2}}|[点时]半?)(?:停止|最后|截止)(?:入馆|入场|入园|领票|售票|换票|检票|进馆)"
        ),
    ),
    ("all_day", re.compile(ALL_DAY)),
    ("off", re.compile(OFF)),
    ("open", re.compile(OPEN)),
    ("stop", re.compile(r"[;。\n]+")),
    ("filler", re.compile(r"[,、:()\s]|时间|和|及|为|的|均|都|则|其中")),
)
REMARKS = re.compile(
    r"(?:暂停|暂不|暂未)(?:对外)?开放|(?:闭馆|停馆|关闭)?(?:装修|维修|改造|修缮|升级改造)(?:中|暂停开放|闭馆)?"
    r"|(?:需|须|请)?(?:提前|电话|团体|网上)*预约(?:后)?(?:开放|参观)?"
)


@dataclass(frozen=True, slots=True)
class FromWords:
    """An expression read out of words; `left` is what was not understood, then `expression` is the rest."""

    expression: str
    left: str = ""


@dataclass(slots=True)
class _Clause:
    dates: list[str] = field(default_factory=list)
    days: list[str] = field(default_factory=list)
    spans: list[str] = field(default_factory=list)
    state: str = ""  # open, off
    excepts_holidays: bool = False

    @property
    def says(self) -> bool:
        return bool(self.spans or self.state)

    @property
    def are_all_days(self) -> bool:
        return self.days in ([], ["Mo-Su"])

    @property
    def on_holidays(self) -> bool:
        return self.days == ["PH"]


def is_words(text: str) -> bool:
    """Whether a text is Chinese rather than syntax; remarks in quotation marks may be Chinese in either."""
    return bool(re.search(r"[\u4e00-\u9fff]", re.sub(r'"[^"]*"', "", text)))


def hours_from_words(text: str) -> FromWords:
    """What a Chinese text says, in the syntax."""
    plain = unicodedata.normalize("NFKC", text).translate(DASHES)
    plain = spoken_numbers(re.sub(r"[ \t\u3000]+", "", plain)).strip(",;。、\n")
    if len(plain) > LONGEST:
        return FromWords("", plain[:40])
    if REMARKS.fullmatch(plain):
        return FromWords(f'unknown "{plain}"')
    clauses, remark, left = _Reader(plain).read()
    expression, missing = _expression(clauses, remark)
    return FromWords(expression, left or missing)


class _Reader:
    """Takes piece after piece into clauses."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.clauses: list[_Clause] = []
        self.now = _Clause()
        self.remark = ""
        self.left = ""

    def read(self) -> tuple[list[_Clause], str, str]:
        place = 0
        while place < len(self.text) and not self.left:
            found = next(((kind, match) for kind, piece in PIECES if (match := piece.match(self.text, place))), None)
            if found is None:
                self.left = self.text[place:][:40]
                break
            kind, match = found
            try:
                self.take(kind, match)
            except NotCertain as wrong:
                self.left = str(wrong)
            place = match.end()
        self.flush()
        return self.clauses, self.remark, self.left

    def take(self, kind: str, match: re.Match[str]) -> None:
        if kind == "stop":
            self.flush()
            self.now = _Clause()
        elif kind == "date":
            self.flush()
            self.now = _Clause(dates=[_date(match[0])])
        elif kind in DAYS:
            if self.now.says:
                self.flush()
            self.now.days += DAYS[kind](match[0])
        elif kind in ("span", "all_day"):
            if self.now.state == "off":
                self.flush()
            self.now.spans.append(span_text(match) if kind == "span" else "00:00-24:00")
        elif kind in ("off", "open"):
            self.judge(kind, match[0])
        elif kind == "exception":
            self.except_holidays(match[0])
        elif kind == "last_entry":
            self.remark = f"{self.remark}，{match[0]}" if self.remark else match[0]

    def judge(self, kind: str, text: str) -> None:
        if kind == "off" and (self.now.spans or (not self.now.days and not self.now.dates)):
            raise NotCertain(text)
        if self.now.state and self.now.state != kind:
            raise NotCertain(text)
        if kind == "off" or not self.now.spans:
            self.now.state = kind

    def except_holidays(self, text: str) -> None:
        if self.now.state == "off":
            self.now.excepts_holidays = True
        elif self.clauses and self.clauses[-1].state == "off" and not self.now.days:
            self.clauses[-1].excepts_holidays = True
        else:
            raise NotCertain(text)

    def flush(self) -> None:
        """The clause is over; the next one keeps its dates."""
        if self.now.spans or (self.now.state and (self.now.days or self.now.dates)):
            self.clauses.append(self.now)
        elif self.now.days:
            self.left = self.left or self.text[:40]
        self.now = _Clause(dates=list(self.now.dates))


def _weekdays(text: str) -> list[str]:
    said = re.sub(rf"每|逢|{WEEK}", "", text).replace("天", "日")
    found = []
    for part in re.split(r"、|和|及", said):
        ends = [DAY_CODES["一二三四五六日".index(one)] for one in re.split(TO, part)]
        if len(ends) > 2:
            raise NotCertain(text)
        found.append("-".join(dict.fromkeys(ends)))
    return found


DAYS = {
    "holiday": lambda _text: ["PH"],
    "everyday": lambda _text: ["Mo-Su"],
    "workdays": lambda _text: ["Mo-Fr"],
    "weekend": lambda _text: ["Sa-Su"],
    "weekdays": _weekdays,
}


def _date(text: str) -> str:
    ends = re.split(TO, text)
    written = []
    month = ""
    for end in ends:
        found = re.fullmatch(r"(?:次年|翌年)?(?:(\d+)月份?)?(?:(\d+)[日号])?", end)
        if found is None or not (found[1] or found[2]):
            raise NotCertain(text)
        before, month = month, MONTH_CODES[int(found[1]) - 1] if found[1] else month
        day = f"{int(found[2]):02d}" if found[2] else ""
        written.append(day if day and month == before else f"{month} {day}".strip())
    return "-".join(written)


def _expression(clauses: list[_Clause], remark: str) -> tuple[str, str]:
    """The rules in the syntax, and what is missing where they don't say enough."""
    opening = [one for one in clauses if one.spans and not one.on_holidays]
    usual = {tuple(one.spans) for one in opening}
    rules: list[_Clause] = []
    holidays: list[_Clause] = []
    for one in clauses:
        if not one.spans and one.state == "open":  # “节假日开放”: at the usual hours, if there is one
            if len(usual) != 1:
                return _joined(rules, holidays, remark), _said(one)
            one = replace(one, spans=list(next(iter(usual))))
        (holidays if one.on_holidays else rules).append(one)
        if one.excepts_holidays:
            if len(usual) != 1:
                return _joined(rules, holidays, remark), "节假日除外"
            holidays.append(_Clause(one.dates, ["PH"], list(next(iter(usual)))))
    open_days = {day for one in opening for day in _listed(one.days or ["Mo-Su"])}
    rules = [one for one in rules if one.spans or one.dates or open_days & set(_listed(one.days)) or not opening]
    return _joined(rules, holidays, remark), ""


def _said(one: _Clause) -> str:
    return "节假日开放" if one.on_holidays else "开放"


def _listed(days: list[str]) -> list[str]:
    found = []
    for day in days:
        if day == "PH":
            continue
        ends = [DAY_CODES.index(end) for end in day.split("-")]
        found += [DAY_CODES[(ends[0] + step) % 7] for step in range((ends[-1] - ends[0]) % 7 + 1)]
    return found


def _joined(rules: list[_Clause], holidays: list[_Clause], remark: str) -> str:
    rules = [*rules, *holidays]  # a holiday's rule stands after those of the weekdays
    if not rules:
        return ""
    if len(rules) == 1 and (rules[0].spans, rules[0].dates) == (["00:00-24:00"], []) and rules[0].are_all_days:
        return "24/7"
    written = [_rule(one, remark) for one in rules]
    # “周一闭馆” alone says nothing of the other days.
    return "; ".join(written if any(one.spans for one in rules) else ["unknown", *written])


def _rule(one: _Clause, remark: str) -> str:
    days = " ".join(
        part for part in (",".join(one.dates), ",".join(one.days or ([] if one.dates else ["Mo-Su"]))) if part
    )
    if not one.spans:
        return f"{days} off"
    return f"{days} {','.join(one.spans)}" + (f' open "{remark}"' if remark else "")
