from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class VolunteersConfig(AppConfig):
    name = "volunteers"
    verbose_name = _("科普志愿者")

    def ready(self) -> None:
        from activities.selectors.holding import holds
        from activities.selectors.ticketholders import name_volunteers_with
        from activities.services.serving import serve_with
        from activities.web.sections import add_sections
        from volunteers.devices import take_signs, who_serves
        from volunteers.holding import service_at
        from volunteers.selectors.onsite import names_of
        from volunteers.web.sections import positions_of_activity, signing_on_site

        serve_with(who_serves, take_signs)
        holds(service_at)
        name_volunteers_with(names_of)
        add_sections(of_activity=positions_of_activity, on_site=signing_on_site)
