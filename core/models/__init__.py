from core.models.dataversion import DataVersion
from core.models.outbox import OutboxMessage
from core.models.searchentry import SearchEntry

__all__ = ["DataVersion", "OutboxMessage", "SearchEntry"]
