"""What follows from events: an ordered workbook is made."""

from django.utils import timezone

from core.outbox import handles
from insights.services.exporting import make_export


@handles("export.asked")
def make(export: int) -> None:
    make_export(export_id=export, now=timezone.now())
