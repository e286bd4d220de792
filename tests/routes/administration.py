"""Django's administration."""

from tests.routes.roles import ADMINISTRATOR

Row = tuple[str, set[str], int | dict[str, int]]

ROUTES: dict[str, Row] = {
    "admin:index": ("/admin/", ADMINISTRATOR, 302),
    "admin:password_change": ("/admin/password_change/", ADMINISTRATOR, 302),
    "admin:password_change_done": ("/admin/password_change/done/", ADMINISTRATOR, 302),
    "admin:autocomplete": (
        "/admin/autocomplete/?app_label=venues&model_name=venue&field_name=operator&term=",
        ADMINISTRATOR,
        302,
    ),
    "admin:jsi18n": ("/admin/jsi18n/", ADMINISTRATOR, 302),
    "admin:app_list": ("/admin/venues/", ADMINISTRATOR, 302),
}
