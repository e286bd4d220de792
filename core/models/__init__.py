from core.models.dataversion import DataVersion
from core.models.searchentry import SearchEntry

__all__ = ["DataVersion", "SearchEntry"]
