"""The parts of a session that its public figures are made of, here and in the tables of the year."""

from core.disclosure import coarse

# The day of a session's 人次 is one of its own.
OF_MONTH = "date_trunc('month', least(greatest(counted.day, session.first_day), session.last_day))::date"
OF_WAY = "CASE WHEN counted.method = 'online' THEN 'online' ELSE 'on site' END"


def part_of_session(count: str) -> str:
    """SQL for a part's 人次 as everybody may know them: of one session, one audience and one month, on site or online.

    Over tables `session` and `counted`, grouped by these four.
    """
    return coarse(count, f"session.id || ' ' || counted.audience || ' ' || {OF_WAY}")
