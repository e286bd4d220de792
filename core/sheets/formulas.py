"""Texts that a spreadsheet would take for a formula."""

# What spreadsheets run, in the half-width form and the full-width one that some of them fold.
STARTS = tuple("=+-@\t\r\n＝＋－＠")
MARK = "'"


def looks_like_formula(text: str) -> bool:
    """Whether a spreadsheet may run a text that it opens or that somebody edits."""
    return text.startswith(STARTS)


def neutralised(text: str) -> str:
    """The text as a CSV cell that stays a text."""
    return MARK + text if looks_like_formula(text) else text


def restored(text: str) -> str:
    """What `neutralised` was given."""
    return text[1:] if text.startswith(MARK) and looks_like_formula(text[1:]) else text
