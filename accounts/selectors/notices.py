"""Reading an account's notices."""

from accounts.models import Notice


def unread_count(user_id: int | None) -> int:
    """How many notices an account has not read; nobody has none."""
    return Notice.objects.unread().filter(user_id=user_id).count() if user_id is not None else 0
