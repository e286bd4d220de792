"""Texts as people, other systems and attackers write them."""

RARE = "䶮𬭩㛃𠮷·阿卜杜拉"
ODD = (
    f"{RARE} 👩‍🔬🏳️‍🌈 \u202e倒写\u202c\u200b\u202d\u2066\ufeff \t\x0b </script><b>&amp;{{{{ x }}}}{{% y %}}{{# z #}}"
    "\"'`“”％%s%(a)s%20%\\ e\u0301ﬁ　½²٣ =1+1 -2 @x ;--"
)


def odd(length: int) -> str:
    """An odd text of exactly this many characters, with no blank at its ends."""
    return (
        (ODD * (length // len(ODD) + 1))[: length - 1].ljust(length - 1, "䶮") + "尾" if length > 1 else "䶮"[:length]
    )


# What a query parameter or a field of a form may hold, whatever it is for.
VALUES = {
    "empty": "",
    "zero": "0",
    "negative": "-1",
    "huge": "9" * 30,
    "superscript": "²",
    "arabic": "٣",
    "words": "abc' OR 1=1 --",
    "odd": ODD,
    "float": "1e999",
    "nan": "nan",
    "day": "0001-01-01",
    "late": "9999-12-31",
    "no day": "2026-02-30",
    "week": "2026-W99",
    "year": "99999",
    "list": "1,,2",
}
LONG = "长" * 10_000
