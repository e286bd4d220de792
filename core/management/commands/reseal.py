from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.crypto import Unreadable
from core.sealed import reseal


class Command(BaseCommand):
    """Puts personal data under the current key, so that older ones can be taken out of PERSONAL_DATA_KEYS."""

    help = "Seal all personal data again that is under an older key of PERSONAL_DATA_KEYS."

    def handle(self, **_: Any) -> None:
        try:
            changed = reseal()
        except Unreadable as error:
            raise CommandError(f"{error}; put the key back into PERSONAL_DATA_KEYS and run this again") from None
        self.stdout.write(f"{changed} values sealed under the current key")
