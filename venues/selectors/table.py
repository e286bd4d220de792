"""The venues that somebody keeps, as the workspace's table shows, counts and exports them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q
from django.utils.translation import gettext as _

from accounts.models import Unit
from accounts.permissions import Actor
from core.language import in_language
from core.models import SearchEntry
from core.spelling import bare, folded, initials, spelled
from venues.models import Region, Venue, VenuePhoto, VenueRevision, VenueStatus
from venues.models.venue import VenueQuerySet
from venues.query import SEARCH_TYPE
from venues.rules import verified_since
from venues.selectors.unreadhours import unread_hours
from venues.tablequery import NO_POSITION, NO_UNIT, SORTS, UNREAD, Answer, TableQuery, Verification

PER_PAGE = 50
LAST_PAGE = 400  # further down nobody reads; filters lead there
MOST_UNITS = 500
EXPORTED_AT_ONCE = 500
NOT_SHOWN = ("point_3857", "entrances")
SPELLED_AT_MOST = 2000  # venues off the map whose pinyin is made on the spot, the last changed first


def filtered(actor: Actor, query: TableQuery, today: date) -> VenueQuerySet:
    """What the actor keeps and the query asks for, without order."""
    found = Venue.objects.kept_by(actor)
    for condition in _conditions(query, today):
        found = found.filter(condition)
    if query.text:
        found = found.filter(_named_like(actor, query.text))
    return found


def _conditions(query: TableQuery, today: date) -> Iterator[Q]:
    if query.ids is not None:
        yield Q(public_id__in=query.ids)
    for column, value in (("status", query.status), ("kind_id", query.kind)):
        if value:
            yield Q((column, value))
    if query.region:
        yield Q(county_id=query.region) | Q(zone_id=query.region)
    if query.unit:
        yield Q(operator=None) if query.unit == NO_UNIT else Q(operator__public_id=query.unit)
    if query.verification:
        fresh = Q(verified_on__isnull=False, verified_on__gte=verified_since(today))
        yield Q(status=VenueStatus.PUBLISHED) & (fresh if query.verification == Verification.FRESH else ~fresh)
    if query.position:
        none = query.position == NO_POSITION
        yield Q(point__isnull=True) if none else Q(point__isnull=False, position_quality=query.position)
    yield from _answers(query)


def _answers(query: TableQuery) -> Iterator[Q]:
    """What is asked to be there, or not to be."""
    for answer, there in (
        (query.photo, Q(Exists(VenuePhoto.objects.filter(venue=OuterRef("pk"))))),
        (query.hours, Q(hours__isnull=False)),
        (query.demonstration, Q(is_demonstration=True)),
    ):
        if answer == UNREAD:
            yield Q(hours__in=unread_hours())
        elif answer:
            yield there if answer == Answer.YES else ~there


def _named_like(actor: Actor, text: str) -> Q:
    """By name, alias, address, either identifier; by pinyin and initials.

    The published stand in the search index with their spellings. For the others they are made
    here, of so many as were changed last.
    """
    typed, plain, sounded = folded(text), bare(text), spelled(text)
    told = Q(name__icontains=text) | Q(name_en__icontains=text) | Q(aliases__icontains=text)
    told |= Q(address__icontains=text) | Q(reference__iexact=text) | Q(public_id=text)
    if not plain:
        return told
    like = Q(names__contains=typed) | Q(address__contains=typed)
    if plain.isascii():
        like |= Q(pinyin__contains=sounded) | Q(initials__contains=plain)
        told |= Q(pk__in=_sounding_like(actor, plain))
    entries = SearchEntry.objects.filter(like, type=SEARCH_TYPE)
    return told | Q(public_id__in=entries.values("object_id"))


def _sounding_like(actor: Actor, letters: str) -> list[int]:
    off_the_map = Venue.objects.kept_by(actor).exclude(status=VenueStatus.PUBLISHED).order_by("-updated_at")
    names = off_the_map.values_list("pk", "name", "aliases")[:SPELLED_AT_MOST]
    return [
        pk for pk, name, aliases in names if any(letters in sound for one in (name, *aliases) for sound in _sounds(one))
    ]


@lru_cache(maxsize=2 * SPELLED_AT_MOST)
def _sounds(name: str) -> tuple[str, str]:
    return spelled(name), initials(name)


def in_order(found: VenueQuerySet, query: TableQuery) -> VenueQuerySet:
    """Sorted as asked; what is not known comes last."""
    column = F(SORTS[query.sorted_by])
    order = column.desc(nulls_last=True) if query.descending else column.asc(nulls_last=True)
    return found.order_by(order, "-pk" if query.descending else "pk")


@dataclass(frozen=True, slots=True)
class TableRow:
    """One venue in the table: what it lacks, its open revision, whether it is to be verified again."""

    venue: Venue
    missing: list[str]
    revision: VenueRevision | None
    is_due: bool

    @property
    def county(self) -> str:
        return _short(self.venue.county)

    @property
    def zone(self) -> str:
        return _short(self.venue.zone)

    @property
    def unit(self) -> str:
        unit = self.venue.operator
        return in_language(unit.short_name or unit.name, unit.name_en) if unit else ""


def _short(region: Region | None) -> str:
    return in_language(region.short_name, region.name_en) if region else ""


@dataclass(frozen=True, slots=True)
class TablePage:
    """One page of the table; `counts` by status disregard the status asked for, `total` does not."""

    rows: list[TableRow]
    counts: dict[str, int]
    total: int
    number: int
    last: int

    @property
    def first_row(self) -> int:
        return (self.number - 1) * PER_PAGE + 1

    @property
    def last_row(self) -> int:
        return self.first_row + len(self.rows) - 1

    @property
    def everything(self) -> int:
        return sum(self.counts.values())


def table_page(actor: Actor, query: TableQuery, today: date) -> TablePage:
    """The page that the query names, or the last one where there are fewer."""
    everything = filtered(actor, query.of_any_status(), today)
    by_status = everything.order_by().values_list("status")
    counts: dict[str, int] = dict(by_status.annotate(n=Count("pk")))
    total = counts.get(query.status, 0) if query.status else sum(counts.values())
    last = min(max(1, -(-total // PER_PAGE)), LAST_PAGE)
    number = min(query.page, last)
    start = (number - 1) * PER_PAGE
    found = everything.filter(status=query.status) if query.status else everything
    ids = list(in_order(found, query).values_list("pk", flat=True)[start : start + PER_PAGE])
    return TablePage(_rows(ids, today), counts, total, number, last)


def _rows(ids: list[int], today: date) -> list[TableRow]:
    """The rows of the page: only these are read whole, the others were sorted by their keys alone."""
    venues = Venue.objects.for_display().defer("summary", "summary_en", *NOT_SHOWN).filter(pk__in=ids)
    venues = venues.annotate(has_photo=Exists(VenuePhoto.objects.filter(venue=OuterRef("pk"))))
    revisions = Prefetch("revisions", VenueRevision.objects.open().defer("base", "proposed"), to_attr="open_revisions")
    found = {venue.pk: venue for venue in venues.prefetch_related(revisions)}
    return [_row(found[pk], today) for pk in ids if pk in found]


def _row(venue: Venue, today: date) -> TableRow:
    revisions: list[VenueRevision] = venue.open_revisions  # type: ignore[attr-defined]
    since = verified_since(today)
    is_due = venue.status == VenueStatus.PUBLISHED and (venue.verified_on is None or venue.verified_on < since)
    return TableRow(venue, what_is_missing(venue), revisions[0] if revisions else None, is_due)


def what_is_missing(venue: Venue) -> list[str]:
    """What a visitor would miss, in words; `has_photo` is annotated."""
    lacking = (
        (venue.point is None and not venue.kind.is_mobile, _("位置")),
        (venue.hours_id is None, _("开放时间")),
        (not venue.address, _("地址")),
        (not venue.phone, _("电话")),
        (not venue.has_photo, _("照片")),  # type: ignore[attr-defined]
        (venue.operator_id is None, _("运营单位")),
    )
    return [name for lacks, name in lacking if lacks]


def units_of(actor: Actor) -> list[Unit]:
    """The units whose venues the actor keeps: what the filter offers."""
    kept = Venue.objects.kept_by(actor).filter(operator=OuterRef("pk"))
    return list(Unit.objects.filter(Exists(kept)).order_by("name")[:MOST_UNITS])


def exported(actor: Actor, query: TableQuery, today: date, *, most: int) -> Iterator[Venue]:
    """What an export writes, in the table's order, with all that its columns name; some hundreds at a time."""
    ids = list(in_order(filtered(actor, query, today), query).values_list("pk", flat=True)[:most])
    for start in range(0, len(ids), EXPORTED_AT_ONCE):
        some = ids[start : start + EXPORTED_AT_ONCE]
        venues = Venue.objects.for_display().defer(*NOT_SHOWN).prefetch_related("designations")
        found = venues.in_bulk(some)
        yield from (found[pk] for pk in some if pk in found)
