"""Production: every secret comes from the environment, or nothing starts."""

from django.core.exceptions import ImproperlyConfigured

from sciencemap.settings.base import *  # noqa: F403
from sciencemap.settings.environment import Environment, refuse_to_start
from sciencemap.settings.shared import configure

env = Environment(use_home_file=False)

DEBUG = False
SECRET_KEY = env.required("SECRET_KEY")
env.required("PERSONAL_DATA_KEYS")
env.required("LOOKUP_KEY")
env.required("TICKET_KEY")
ALLOWED_HOSTS = [host for host in env.required("ALLOWED_HOSTS").split(",") if host]
env.required("DATABASE_URL")
env.required("REDIS_URL")
env.required("SITE_URL")
refuse_to_start(env)
if env.flag("DEMONSTRATION_ACCOUNTS"):
    raise ImproperlyConfigured("DEMONSTRATION_ACCOUNTS waives the second factor and can't be set in production.")
if env.text("SMS_BACKEND") == "console":
    raise ImproperlyConfigured(
        "SMS_BACKEND=console prints codes to whoever reads the log and can't be set in production."
    )

if env.text("WEIXIN_MINI_BACKEND") == "console":
    raise ImproperlyConfigured(
        "WEIXIN_MINI_BACKEND=console prints messages into the log and can't be set in production."
    )

CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS", env.text("SITE_URL"))
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SECURE_SSL_REDIRECT = env.flag("SECURE_SSL_REDIRECT", default=True)
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
SECURE_HSTS_SECONDS = env.whole("SECURE_HSTS_SECONDS", 31_536_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.flag("SECURE_HSTS_INCLUDE_SUBDOMAINS", default=True)
SECURE_HSTS_PRELOAD = env.flag("SECURE_HSTS_PRELOAD", default=True)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

globals().update(configure(env, globals()))
