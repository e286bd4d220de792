from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from core import sms


class ActivitiesConfig(AppConfig):
    name = "activities"
    verbose_name = _("活动")

    def ready(self) -> None:
        from activities.api.tiles import activities_layer
        from activities.selectors.photos import photos_of_activities, shows_photo
        from activities.services import merging  # noqa: F401 - what follows a venue's merge
        from activities.web.around import activities_around
        from activities.wording import sms_words
        from core.imagesweep import register_use
        from venues.api.tiles import register_layer
        from venues.selectors.photos import register_showing
        from venues.web.sections import add_section

        register_layer("activities", activities_layer)
        add_section(activities_around)
        register_use(photos_of_activities)
        register_showing(shows_photo)
        sms.name_words(sms_words())
