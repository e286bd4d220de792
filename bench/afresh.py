"""The product's WSGI application with no memory of recent replies in its process: each is built afresh.

Goes with `bench.settings.uncached` and `.forgetful`, which do the same for the shared cache.
"""

from core.web import cache as replies
from sciencemap.wsgi import application

replies.recent = replies._Recent(0)

__all__ = ["application"]
