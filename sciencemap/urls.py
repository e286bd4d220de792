"""Every address of the site."""

from allauth.account.decorators import secure_admin_login
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.contrib.sitemaps.views import sitemap
from django.urls import URLPattern, URLResolver, include, path
from django.views.decorators.cache import cache_control
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from accounts.web import urls as account_urls
from activities.api.activities import ActivityListView
from activities.api.checkins import CheckInsView
from activities.api.scanner import PairView, PeopleView, RosterView
from activities.web import scan
from activities.web.feeds import feed_ical, feed_me, feed_rss
from activities.web.selfcheckin import check_in
from activities.web.tickets import ticket_keys
from core.web import health
from core.web.words import words_kept
from insights.api.stats import StatsView
from insights.api.tally import TallyView
from insights.web.public import stats
from portal.api.views import SearchView
from portal.web import kiosk, me, site, workspace
from portal.web import views as portal_views
from venues.api.tiles import tile
from venues.web import photos, reports, tours
from venues.web import views as venue_views
from volunteers.web import verify

admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

api: list[URLPattern | URLResolver] = [
    path("search", SearchView.as_view(), name="api-search"),
    path("activities/", ActivityListView.as_view(), name="api-activities"),
    path("stats/", StatsView.as_view(), name="api-stats"),
    path("stats/tally/", TallyView.as_view(), name="api-tally"),
    path("checkins/", CheckInsView.as_view(), name="checkins"),
    path("scanner/pair", PairView.as_view(), name="scanner-pair"),
    path("scanner/roster", RosterView.as_view(), name="scanner-roster"),
    path("scanner/people", PeopleView.as_view(), name="scanner-people"),
    path("", include("venues.api.urls")),
]

urlpatterns = [
    path("tiles/v1/<str:layer>/<int:z>/<int:x>/<int:y>.mvt", tile, name="tile"),
    path("api/v1/", include(api)),
    path("api/schema/", cache_control(public=True, max_age=3600)(SpectacularAPIView.as_view()), name="api-schema"),
    path("api/docs/", SpectacularSwaggerSplitView.as_view(url_name="api-schema"), name="api-docs"),
    path("ogc/", include("portal.ogc.urls")),
    # One page in both languages, so without a language in its address.
    path("kiosk/sw.js", kiosk.worker, name="kiosk-worker"),
    path("kiosk/<str:public_id>/", kiosk.kiosk, name="kiosk"),
    path("kiosk/<str:public_id>/data.json", kiosk.data, name="kiosk-data"),
    path("kiosk/<str:public_id>/manifest.webmanifest", kiosk.manifest, name="kiosk-manifest"),
    path("scan/", scan.page, name="scan"),
    path("scan/sw.js", scan.worker, name="scan-worker"),
    path("scan/manifest.webmanifest", scan.manifest, name="scan-manifest"),
    path("kinds.svg", venue_views.kind_sprite, name="kind-sprite"),
    path("photos/<str:public_id>/<str:size>.jpg", photos.photo, name="photo"),
    path("feeds/activities.ics", feed_ical, name="feed-ical"),
    path("feeds/activities.rss", feed_rss, name="feed-rss"),
    path("feeds/me/<str:token>.ics", feed_me, name="feed-me"),
    path("ticket-keys.json", ticket_keys, name="ticket-keys"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", health.metrics, name="metrics"),
    path("favicon.ico", site.favicon, name="favicon"),
    path("robots.txt", site.robots, name="robots"),
    path("manifest.webmanifest", site.manifest, name="manifest"),
    path("sitemap.xml", sitemap, {"sitemaps": site.SITEMAPS}, name="sitemap"),
    path("admin/", admin.site.urls),
    *i18n_patterns(
        path("", portal_views.home, name="home"),
        path("embed/map", portal_views.embed, name="embed"),
        path("venues/<str:public_id>/", venue_views.venue, name="venue"),
        path("venues/<str:public_id>/report/", reports.report, name="venue-report"),
        path("tours/", tours.tours, name="tours"),
        path("accounts/words/", words_kept, name="words-kept"),
        path("accounts/", include("accounts.web.urls")),
        path("accounts/", include("allauth.urls")),
        path("workspace/", workspace.front, name="workspace"),
        path("workspace/photos/", photos.upload, name="workspace-photos"),
        path("workspace/", include(account_urls.workspace_patterns)),
        path("workspace/", include("venues.web.workspace.urls")),
        path("workspace/", include("activities.web.workspace.urls")),
        path("workspace/", include("volunteers.web.workspace.urls")),
        path("workspace/", include("insights.web.urls")),
        path("stats/", stats, name="stats"),
        path("activities/", include("activities.web.urls")),
        path("volunteers/", include("volunteers.web.urls")),
        path("verify/", verify.verify, name="verify"),
        path("verify/<str:code>", verify.verify_one, name="verify-one"),
        path("c/<str:token>", check_in, name="check-in"),
        path("me/", me.me, name="me"),
        path("me/calendar/", me.renew, name="me-calendar"),
        path("me/notices/read/", me.read_all, name="me-notices-read"),
        path("me/notices/<int:notice_id>/", me.notice, name="me-notice"),
        path("me/weixin/", me.weixin, name="me-weixin"),
        path("workspace/", include("accounts.web.savedviews")),
        prefix_default_language=False,
    ),
]

handler400 = "core.web.problems.bad_request"
handler403 = "core.web.problems.forbidden"
handler404 = "core.web.problems.not_found"
handler500 = "core.web.problems.server_error"
