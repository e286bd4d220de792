"""What a collection of /ogc/ has to be able to do."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.errors import Sentence
from core.web.params import Params
from venues.selectors.opendata import Extent

Schema = dict[str, Any]


@dataclass(frozen=True, slots=True)
class ItemsPage:
    """Ready Features as a JSON array; `matched` is of all pages, `last` the identifier before the next one."""

    features: str
    returned: int
    matched: int
    last: str | None


class Collection(ABC):
    """A layer of Features. A question is a hashable value that only its collection understands."""

    id: str
    title: Sentence
    description: Sentence
    properties: Mapping[str, Schema]
    queryables: Mapping[str, str]  # parameter → what it means

    @abstractmethod
    def question(self, params: Params) -> Any:
        """The filters of `bbox`, `datetime` and the queryables; mistakes are noted in `params`."""

    @abstractmethod
    def version(self, now: datetime) -> tuple[object, ...]:
        """What every reply of this collection depends on besides the question."""

    @abstractmethod
    def page(self, question: Any, *, now: datetime, after: str, limit: int) -> ItemsPage:
        """The Features after an identifier."""

    @abstractmethod
    def item(self, public_id: str, *, now: datetime) -> str | None:
        """One Feature as JSON."""

    def leads_to(self, public_id: str) -> str | None:
        """The identifier under which something that has gone into another is found now."""
        return None

    @abstractmethod
    def extent(self) -> Extent:
        """Where everything lies, in degrees of WGS 84, and since when."""

    @abstractmethod
    def page_of(self, public_id: str) -> str:
        """The path of the page that shows one of them to people."""


TEXT: Schema = {"type": "string"}
NULLABLE_TEXT: Schema = {"type": "string", "nullable": True}
