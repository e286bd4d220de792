"""What is offered at /ogc/: a small registry of collections."""

from portal.ogc.activities import Activities
from portal.ogc.collection import Collection
from portal.ogc.venues import Venues

COLLECTIONS: dict[str, Collection] = {collection.id: collection for collection in (Venues(), Activities())}
