from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from insights.services.tally import rebuild_tally, recount


class Command(BaseCommand):
    """Compares the tally with the ledger, or builds it anew."""

    help = "Compare the tally with the ledger; --rebuild builds it anew from the ledger."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--rebuild", action="store_true", help="build the tally anew; writers wait meanwhile")

    def handle(self, *, rebuild: bool, **_: Any) -> None:
        if rebuild:
            self.stdout.write(f"cells: {rebuild_tally()}")
        found = recount()
        for one in found[:20]:
            self.stdout.write(
                f"session {one.session_id} {one.day} {one.audience} {one.method}:"
                f" ledger {one.in_ledger}, tally {one.in_tally}"
            )
        if found:
            raise CommandError(f"{len(found)} cells differ; --rebuild puts them right")
        self.stdout.write("the tally equals the ledger")
