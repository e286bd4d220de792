"""What follows from events of the plumbing."""

from core.images import make_sizes
from core.outbox import handles


@handles("image.stored")
def make_smaller_sizes(image: str) -> None:
    """A photo has come in: make what lists, pages and prints show."""
    make_sizes(image)
