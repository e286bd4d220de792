from core.models.dataversion import DataVersion
from core.models.image import StoredImage
from core.models.searchentry import SearchEntry

__all__ = ["DataVersion", "SearchEntry", "StoredImage"]
