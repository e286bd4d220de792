"""What is shown of more: both numbers, never a silent end."""

from django.utils.translation import gettext as _

from core.errors import Sentence
from insights.formats import WHOLE


def some_of(shown: int, in_all: int, where: Sentence = "") -> str:
    """“显示 50 个，一共 471 个”, and where the rest is; empty where everything is shown."""
    if in_all <= shown:
        return ""
    said = {"shown": WHOLE.text(shown), "all": WHOLE.text(in_all), "where": where}
    return (
        _("这里是 %(all)s 个里的 %(shown)s 个；%(where)s。") % said
        if where
        else _("这里是 %(all)s 个里的 %(shown)s 个。") % said
    )
