"""What an actor's figures count, in words."""

from django.utils.translation import gettext as _

from accounts.permissions import Actor


def scope_words(scope: Actor | None) -> str:
    """Whose figures these are: a county's two figures are named wherever they stand together."""
    if scope is None or scope.sees_all:
        return _("全市")
    if scope.reviewer_of_counties:
        return _("在本县区举办的，加上本县区单位主办的；要分开看，用“所在县区”或“主办单位县区”")
    return _("只含本单位的数据")
