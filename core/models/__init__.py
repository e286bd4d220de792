from core.models.auditseal import AuditSeal
from core.models.dataversion import DataVersion
from core.models.image import StoredImage
from core.models.outbox import OutboxMessage
from core.models.searchentry import SearchEntry

__all__ = ["AuditSeal", "DataVersion", "OutboxMessage", "SearchEntry", "StoredImage"]
