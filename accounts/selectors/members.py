"""What is known of an account by its phone."""

from accounts.models import Phone, User
from accounts.services.members import number_key
from core.crypto import Unreadable
from core.masking import masked_phone


def login_name(number: str, typed: str) -> str:
    """The username behind a number, for signing in by password; something that is nobody's when there is none."""
    phone = Phone.objects.select_related("user").defer("number").filter(lookup=number_key(number)).first()
    if phone is not None:
        return phone.user.username
    # Staff may be called by a number; who isn't must not leave theirs in a session or a counter.
    if User.objects.filter(username=typed).exists():
        return typed
    return f"nobody-{number_key(number).hex()[:20]}"


def masked_number(user: User) -> str:
    """An account's number as its owner recognises it; empty without one, or where its key is gone."""
    try:
        number = Phone.objects.filter(user=user).values_list("number", flat=True).first()
    except Unreadable:
        return ""
    return masked_phone(number) if number else ""
