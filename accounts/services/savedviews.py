"""Keeping a table's filters under a name."""

from datetime import datetime
from urllib.parse import parse_qsl, urlencode

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import SavedView, User
from core.errors import Invalid, NotFound

MOST = 20  # views of an account
LONGEST_NAME, LONGEST_QUERY, MOST_FILTERS = 30, 1000, 40
NOT_KEPT = frozenset({"page"})  # where somebody had read to is no part of a view


@transaction.atomic
def save_view(*, user_id: int, page: str, name: str, query: str, now: datetime) -> SavedView:
    """Keep a query under a name; a name that the page has already gets the new query. Raises Invalid."""
    User.objects.select_for_update().get(pk=user_id)  # two tabs together keep no more than one may
    named, kept = _stated_name(name), _normal(query)
    known = SavedView.objects.of(user_id, page).filter(name=named).first()
    if known is not None:
        known.query = kept
        known.save(update_fields=["query"])
        return known
    if SavedView.objects.filter(user_id=user_id).count() >= MOST:
        raise _wrong(_("常用视图最多 %(most)d 个，请先删掉不用的。") % {"most": MOST})
    return SavedView.objects.create(user_id=user_id, page=page, name=named, query=kept, created_at=now)


@transaction.atomic
def rename_view(*, user_id: int, view_id: int, name: str) -> SavedView:
    """Give a view another name. Raises Invalid where it is taken, NotFound."""
    User.objects.select_for_update().get(pk=user_id)
    view = SavedView.objects.filter(user_id=user_id, pk=view_id).first()
    if view is None:
        raise NotFound("saved_view", _("没有找到这个视图。"))
    named = _stated_name(name)
    if SavedView.objects.of(user_id, view.page).filter(name=named).exclude(pk=view.pk).exists():
        raise _wrong(_("已经有一个叫“%(name)s”的视图。") % {"name": named})
    view.name = named
    view.save(update_fields=["name"])
    return view


def remove_view(*, user_id: int, view_id: int) -> None:
    """Forget a view; one that is gone already stays gone."""
    SavedView.objects.filter(user_id=user_id, pk=view_id).delete()


def _stated_name(text: str) -> str:
    name = " ".join(text.replace("\x00", "").split())
    if not name or len(name) > LONGEST_NAME:
        raise _wrong(_("请给视图起个名字，最多 %(longest)d 个字。") % {"longest": LONGEST_NAME})
    return name


def _normal(query: str) -> str:
    """The query written anew from its parts, so that it can stand in an address."""
    too_long = _wrong(_("筛选条件太长，不能保存为视图。"))
    try:
        parts = parse_qsl(query.replace("\x00", ""), max_num_fields=MOST_FILTERS)
    except ValueError:
        raise too_long from None
    kept = urlencode([(name, value) for name, value in parts if name not in NOT_KEPT])
    if len(kept) > LONGEST_QUERY:
        raise too_long
    return kept


def _wrong(sentence: str) -> Invalid:
    return Invalid("saved_view", sentence, fields={"name": [sentence]})
