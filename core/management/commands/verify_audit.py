from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core.audit import broken_seals
from core.models import AuditSeal


class Command(BaseCommand):
    """Holds the history tables against the chain of seals."""

    help = "Check the audit chain; prints its head, or every stretch that has been altered, and fails."

    def handle(self, **_: Any) -> None:
        broken = list(broken_seals())
        for found in broken:
            self.stdout.write(
                f"seal {found.seal_id}: {found.source} {found.from_id}–{found.to_id}: {found.what} altered"
            )
        if broken:
            raise CommandError(f"{len(broken)} seals do not hold")
        head = AuditSeal.objects.order_by("-id").first()
        self.stdout.write(f"{AuditSeal.objects.count()} seals hold; head {head.hash if head else 'none yet'}")
