"""Pages for people show what they can of an odd address, and say what they left out; programs are refused."""

from dataclasses import dataclass

from django.http import HttpRequest

from core.web.params import Params

LONGEST_SHOWN = 40


@dataclass(frozen=True, slots=True)
class LeftOut:
    """One parameter of the address that says nothing."""

    name: str
    value: str


def leave_out(request: HttpRequest, params: Params) -> None:
    """Go on without what `params` could not read: it is gone from `request.GET`, so no link of the page repeats it."""
    names = params.unread()
    if not names:
        return
    kept = request.GET.copy()
    told = [LeftOut(name, (kept.pop(name, [""]) or [""])[-1][:LONGEST_SHOWN]) for name in names]
    request.GET = kept  # type: ignore[assignment]
    request.left_out = [*left_out_of(request), *told]  # type: ignore[attr-defined]


def left_out_of(request: HttpRequest) -> list[LeftOut]:
    """What pages of this request left out, for the template and for its scripts."""
    return getattr(request, "left_out", [])
