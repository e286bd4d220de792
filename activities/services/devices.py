"""Scanner devices: paired by a code from the workspace, working until their end or until somebody stops them."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.permissions import Actor
from activities.models import (
    AccessKind,
    Activity,
    PairingCode,
    PersonalDataAccess,
    RegistrationState,
    ScannerDevice,
    Session,
)
from core.crypto import lookup
from core.errors import Conflict, Invalid, NotFound
from core.identifiers import drawn
from core.sql import fetch

CODE_DIGITS = 8
CODE_LIVES = timedelta(minutes=15)
LONGEST_LIFE = timedelta(days=60)
MOST_ACTIVITIES = 50
KEY_CHARACTERS = range(43, 65)  # 32 random bytes in base64url and more
PAIRING = "activities.pairing"
HEARD_AGAIN = timedelta(seconds=5)
HEARD = """
UPDATE activities_scannerdevice
SET heard_at = %(now)s, unsent = %(unsent)s, oldest_unsent_at = %(oldest)s, clock_offset = %(offset)s
WHERE id = %(device)s AND (heard_at IS NULL OR heard_at < %(before)s OR unsent <> %(unsent)s
    OR oldest_unsent_at IS DISTINCT FROM %(oldest)s OR clock_offset <> %(offset)s)
RETURNING id"""
ROSTER_NOTED_FOR = timedelta(days=1)


@transaction.atomic
def make_pairing_code(*, activity_ids: Sequence[int], device_until: datetime, by: Actor, now: datetime) -> str:
    """A code for one device to check people in at some activities until a moment; it is shown once.

    Raises NotFound for an activity that the actor does not keep, Invalid for an end out of reach.
    """
    wanted = set(activity_ids)
    if not 0 < len(wanted) <= MOST_ACTIVITIES:
        raise Invalid("pairing_activities", _("请选择 1 到 %(most)d 个活动。") % {"most": MOST_ACTIVITIES})
    if not now < device_until <= now + LONGEST_LIFE:
        sentence = _("设备的有效期最长 %(days)d 天。") % {"days": LONGEST_LIFE.days}
        raise Invalid("pairing_end", sentence, fields={"device_until": [sentence]})
    kept = set(Activity.objects.kept_by(by).filter(pk__in=wanted).values_list("pk", flat=True))
    if kept != wanted:
        raise NotFound("activity", _("没有找到这个活动。"))
    code, row = _new_code(device_until, by.user_id, now)
    row.activities.set(wanted)
    return code


@transaction.atomic
def make_session_code(
    *, session: Session, device_until: datetime, only_volunteers: bool, by_id: int, now: datetime
) -> str:
    """A code for a phone of somebody who helps at one session; who may have one is the caller's to know."""
    code, row = _new_code(device_until, by_id, now, only_volunteers=only_volunteers)
    row.activities.set([session.activity_id])
    row.sessions.set([session])
    return code


def _new_code(
    until: datetime, by_id: int | None, now: datetime, *, only_volunteers: bool = False
) -> tuple[str, PairingCode]:
    PairingCode.objects.filter(expires_at__lt=now - CODE_LIVES, device=None).delete()
    code = drawn(
        lambda: f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}",
        lambda said: PairingCode.objects.filter(lookup=lookup(said, PAIRING)).exists(),
    )
    row = PairingCode.objects.create(
        lookup=lookup(code, PAIRING),
        device_until=until,
        only_volunteers=only_volunteers,
        made_at=now,
        made_by_id=by_id,
        expires_at=now + CODE_LIVES,
    )
    return code, row


@transaction.atomic
def pair_device(*, code: str, name: str, key: str, now: datetime) -> ScannerDevice:
    """Make who shows a code a scanner. `key` is the device's own secret, by which it is known from then on.

    The same code with the same key is the same device, so a lost reply can be asked for again.
    Raises Invalid for a code that is wrong, used or too old.
    """
    digits = "".join(character for character in code if character.isdigit() and character.isascii())
    if not key.isascii() or len(key) not in KEY_CHARACTERS:
        raise Invalid("pairing_key", _("设备的密钥不合要求，请刷新页面再试。"))
    row = PairingCode.objects.select_for_update(of=("self",)).filter(lookup=lookup(digits, PAIRING)).first()
    token = token_of(key)
    if row is not None and row.device is not None and bytes(row.device.token) == token:
        return row.device
    if row is None or row.device is not None or row.expires_at <= now:
        sentence = _("配对码不对，或已用过、过期。请在工作台重新生成一个。")
        raise Invalid("pairing_code", sentence, fields={"code": [sentence]})
    if ScannerDevice.objects.filter(token=token).exists():
        raise Conflict("pairing_key", _("这台设备已经配对过，请先解除原来的配对。"))
    device = ScannerDevice.objects.create(
        name=name.replace("\x00", "").strip()[:40] or _("签到设备"),
        token=token,
        paired_at=now,
        paired_by_id=row.made_by_id,
        expires_at=row.device_until,
        only_volunteers=row.only_volunteers,
    )
    device.activities.set(row.activities.all())
    device.sessions.set(row.sessions.all())
    row.device = device
    row.save(update_fields=["device"])
    return device


def token_of(key: str) -> bytes:
    """What is kept of a device's key; a key is random, so a plain hash does."""
    return hashlib.sha256(key.encode()).digest()


@transaction.atomic
def revoke_device(*, device_id: int, by: Actor, now: datetime) -> ScannerDevice:
    """Stop a device: what it has not sent yet is not taken any more. Raises NotFound."""
    device = ScannerDevice.objects.select_for_update().filter(pk=device_id).first()
    kept = Activity.objects.kept_by(by)
    if device is None or not device.activities.filter(pk__in=kept.values("pk")).exists():
        raise NotFound("device", _("没有找到这台设备。"))
    if device.revoked_at is None:
        device.revoked_at = now
        device.save(update_fields=["revoked_at"])
    return device


@transaction.atomic
def note_roster(*, device: ScannerDevice, session: Session, now: datetime) -> None:
    """Write down that a device holds masked names of a session: once a day, under who paired it, how many."""
    if device.paired_by_id is None:
        return
    purpose = f"{device.name} {device.public_id}"
    held = PersonalDataAccess.objects.filter(
        kind=AccessKind.ON_DEVICE, session=session, purpose=purpose, at__gt=now - ROSTER_NOTED_FOR
    )
    if held.exists():
        return
    PersonalDataAccess.objects.create(
        kind=AccessKind.ON_DEVICE,
        session=session,
        rows=session.registrations.filter(state=RegistrationState.CONFIRMED).count(),
        purpose=purpose,
        by_id=device.paired_by_id,
        at=now,
    )


def hear_from(
    *, device_id: int, now: datetime, unsent: int, oldest_unsent_at: datetime | None, clock_offset: int
) -> None:
    """Note what a device tells of itself; what is the same as some seconds ago is not written again."""
    told = {"unsent": unsent, "oldest": oldest_unsent_at, "offset": clock_offset}
    fetch(HEARD, {"device": device_id, "now": now, "before": now - HEARD_AGAIN, **told})
