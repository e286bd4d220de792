"""The site's own files: robots, manifest, sitemap."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.templatetags.static import static
from django.urls import reverse

from core.reference import read_city
from venues.models import Venue

DAY_S = 24 * 60 * 60


def robots(request: HttpRequest) -> HttpResponse:
    """What crawlers may read."""
    lines = [
        "User-agent: *",
        "Disallow: /accounts/",
        "Disallow: /admin/",
        "Disallow: /api/",
        "Disallow: /kiosk/",
        "Disallow: /ogc/",
        "Disallow: /tiles/",
        "Disallow: /workspace/",
        f"Sitemap: {settings.SITE_URL}{reverse('sitemap')}",
        "",
    ]
    return HttpResponse(
        "\n".join(lines), content_type="text/plain", headers={"Cache-Control": f"public, max-age={DAY_S}"}
    )


def favicon(request: HttpRequest) -> HttpResponse:
    """Where browsers look unasked, on pages that are not ours to mark up."""
    return HttpResponseRedirect(static("img/icon-192.png"), headers={"Cache-Control": f"public, max-age={DAY_S}"})


def manifest(request: HttpRequest) -> HttpResponse:
    """The web app's manifest."""
    city = read_city()
    icons = [
        {"src": static(f"img/icon-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png", "purpose": "any"}
        for size in (192, 512)
    ]
    icons.append(
        {"src": static("img/icon-maskable-512.png"), "sizes": "512x512", "type": "image/png", "purpose": "maskable"}
    )
    body = {
        "name": city.product_name,
        "short_name": city.product_name,
        "lang": "zh-Hans",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": "#fbf8f3",
        "theme_color": "#0d474d",
        "icons": icons,
    }
    response = JsonResponse(body, json_dumps_params={"ensure_ascii": False})
    response["Content-Type"] = "application/manifest+json"
    response["Cache-Control"] = f"public, max-age={DAY_S}"
    return response


class VenueSitemap(Sitemap):
    """Published venues that are no demonstration, in both languages."""

    i18n = True
    alternates = True
    limit = 5000
    protocol = "https"

    def items(self) -> Iterable[Venue]:
        return Venue.objects.published().filter(is_demonstration=False).order_by("pk").only("public_id", "updated_at")

    def lastmod(self, item: Venue) -> datetime:
        return item.updated_at

    def location(self, item: Venue) -> str:
        return reverse("venue", args=[item.public_id])


class PageSitemap(Sitemap):
    """The pages that stand by themselves."""

    i18n = True
    alternates = True
    protocol = "https"

    def items(self) -> Iterable[str]:
        return ["home", "activities", "tours"]

    def location(self, item: str) -> str:
        return reverse(item)


SITEMAPS = {"pages": PageSitemap, "venues": VenueSitemap}
