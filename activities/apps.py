from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from core import sms


class ActivitiesConfig(AppConfig):
    name = "activities"
    verbose_name = _("活动")

    def ready(self) -> None:
        from activities.services import merging  # noqa: F401 - what follows a venue's merge
        from activities.wording import sms_words

        sms.name_words(sms_words())
