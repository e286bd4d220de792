from core.models.auditseal import AuditSeal
from core.models.dataversion import DataVersion
from core.models.importjob import AT_WORK, ImportJob, ImportRow, ImportState, RowAction
from core.models.outbox import OutboxMessage
from core.models.searchentry import SearchEntry

__all__ = [
    "AT_WORK",
    "DataVersion",
    "ImportJob",
    "ImportRow",
    "ImportState",
    "OutboxMessage",
    "RowAction",
    "SearchEntry",
]
from core.models.image import StoredImage

__all__ = ["AuditSeal", "DataVersion", "OutboxMessage", "SearchEntry", "StoredImage"]
