"""By which channels somebody is told something: values in, answer out."""

from dataclasses import dataclass

from activities.models import Channel, MessageKind

# What changes somebody's plans within hours is told by SMS even to who has WeChat.
URGENT = frozenset({MessageKind.OFFERED, MessageKind.MOVED, MessageKind.CALLED_OFF, MessageKind.WITHDRAWN})
# Told only to who looks: they did it themselves, or there is nothing left to do.
QUIET = frozenset({MessageKind.CANCELLED, MessageKind.EXPIRED})


@dataclass(frozen=True, slots=True)
class Reach:
    """What a recipient has: an account, a mail address, WeChat, a number that words can be sent to."""

    account: bool = False
    mail: bool = False
    weixin: bool = False
    phone: bool = False


def channels_for(reach: Reach, kind: MessageKind) -> list[Channel]:
    """The inbox and mail always; WeChat before SMS, which costs; a link that is sent again, to the phone alone."""
    if kind is MessageKind.LINK:
        return [Channel.SMS] if reach.phone else []
    found = []
    if reach.account:
        found.append(Channel.INBOX)
    if reach.mail:
        found.append(Channel.MAIL)
    if reach.weixin:
        found.append(Channel.WEIXIN)
    if reach.phone and kind not in QUIET and (kind in URGENT or not reach.weixin):
        found.append(Channel.SMS)
    return found
