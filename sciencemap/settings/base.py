"""What development, tests and production share."""

import glob
import importlib.util
import logging
from pathlib import Path
from typing import Any

import pghistory
from csp.constants import NONCE, NONE, SELF
from whitenoise.compress import Compressor

from sciencemap.settings.environment import BASE_DIR, HOME
from sciencemap.settings.npm import NPM_FILES as NPM_FILES
from sciencemap.settings.schedule import CELERY_BEAT_SCHEDULE  # noqa: F401


def _bundled_library(package: str, pattern: str) -> str:
    """The GDAL or GEOS library inside an installed wheel.

    Debian 12's own GDAL 3.6 makes Django warn of unsafe spatial references (gis.W001).
    """
    spec = importlib.util.find_spec(package)
    assert spec is not None and spec.origin is not None
    folder = Path(spec.origin).parent.parent / f"{package}.libs"
    return sorted(glob.glob(str(folder / pattern)))[0]


GDAL_LIBRARY_PATH = _bundled_library("pyogrio", "libgdal*")
GEOS_LIBRARY_PATH = _bundled_library("shapely", "libgeos_c*")

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "core.apps.OwnStaticFilesConfig",
    "django.contrib.sitemaps",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "django.contrib.gis",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.weixin",
    "django_celery_beat",
    "django_structlog",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "leaflet",
    "pgtrigger",
    "pghistory",
    "core",
    "accounts",
    "venues",
    "activities",
    "volunteers",
    "insights",
    "portal",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "core.web.fastlane.FastLaneMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_prometheus.middleware.PrometheusBeforeMiddleware",
    "core.web.gzip.TextGZipMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "core.web.logs.RequestLogMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "core.web.problems.ProblemMiddleware",
    "core.web.bodies.BodyLimitMiddleware",
    "core.web.sessions.SlidingSessionMiddleware",
    "core.web.words.KeptWordsMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.web.secondfactor.SecondFactorMiddleware",
    "core.web.texts.TextMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "core.web.history.HistoryMiddleware",
    "django_prometheus.middleware.PrometheusAfterMiddleware",
]

ROOT_URLCONF = "sciencemap.urls"
WSGI_APPLICATION = "sciencemap.wsgi.application"
ASGI_APPLICATION = "sciencemap.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.web.context.site",
            ],
        },
    },
]

# Django's own pool: a new connection a request costs twenty times a small tile.
# Web sessions do short queries: parallel plans and JIT cost more than they bring.
DATABASE_OPTIONS = {
    "pool": {"min_size": 1, "max_size": 16, "timeout": 10},
    "server_side_binding": True,
    "prepare_threshold": 1,
    # 0.45 forgives one wrong letter in five (科技馆 as kejiguen, lzkjg as lzxjg).
    "options": (
        "-c pg_trgm.word_similarity_threshold=0.45 -c jit=off -c max_parallel_workers_per_gather=0 -c timezone=UTC"
    ),
}

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "core.web.staticfiles.NpmFinder",
]
# Source maps are for whoever opens a debugger: brotli of them took half a minute.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = (*Compressor.SKIP_COMPRESS_EXTENSIONS, "map")
NPM_ROOT = BASE_DIR / "node_modules"
# A TrueType font with Chinese letters, for what is drawn as a picture.
POSTER_FONT = "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc"
MEDIA_URL = "/media/"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.backends.AccountBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "accounts.web.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*", "password2*"]
ACCOUNT_FORMS = {"login": "accounts.web.forms.PasswordSignInForm"}
ACCOUNT_EMAIL_VERIFICATION = "optional"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
SOCIALACCOUNT_PROVIDERS: dict[str, Any] = {}
SOCIALACCOUNT_ADAPTER = "accounts.web.weixin.WeixinAdapter"
SOCIALACCOUNT_AUTO_SIGNUP = False
SOCIALACCOUNT_FORMS = {"signup": "accounts.web.forms.WeixinSignUpForm"}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = "科普地图"
MFA_ADAPTER = "accounts.secondfactors.SecondFactorAdapter"
# Demonstration accounts sign in without a second factor; production refuses this.
DEMONSTRATION_ACCOUNTS = False

# Every change of a tracked table, by whichever door, is a row in its event table.
PGHISTORY_APPEND_ONLY = True
PGHISTORY_DEFAULT_TRACKERS = (pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())

# In the database alone: signed in without Redis, and who has left does not come back with it.
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 60 * 60 * 12
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "core.web.words.csrf_failure"
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "worker-src": [SELF],
        "manifest-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False
# One line a request, at its end.
DJANGO_STRUCTLOG_STATUS_START_LOG_LEVEL = logging.DEBUG
# An activity's form has a dozen fields for each of its sessions, of which there are up to 200.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 4000
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
# A larger request is refused before any of it is read.
MOST_BODY_BYTES = 32 * 1024 * 1024

CELERY_TIMEZONE = TIME_ZONE
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 600
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_BEAT_SCHEDULER = "django_celery_beat.schedulers:DatabaseScheduler"
# A broker that is away must not hold up who only wants to say that there is work.
CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_connect_timeout": 2, "socket_timeout": 5}

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "core.web.api.drf_exception_handler",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Science Map",
    "DESCRIPTION": (
        "Venues of a city's popular-science work. Coordinates are WGS 84, longitude first. "
        "Errors are problem details (RFC 9457). Map tiles (Mapbox vector tiles 2.1) are at "
        "`/tiles/v1/{venues|regions}/{z}/{x}/{y}.mvt` and take the same filters."
    ),
    "VERSION": "1.0.0",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PUBLIC": True,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SERVE_AUTHENTICATION": [],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_SETTINGS": {"validatorUrl": None, "tryItOutEnabled": True},
}

LEAFLET_CONFIG = {
    "TILES": [],
    "ATTRIBUTION_PREFIX": "",
    "RESET_VIEW": False,
    "NO_GLOBALS": False,
}

# The city: a folder of reference data; another city starts from a copy of it.
REFERENCE_ROOT = BASE_DIR / "reference"
CITY = ""

# Tiles below this zoom carry clusters, from it on single points.
TILE_CLUSTER_BELOW = 13
# Seconds for which a process may believe the data version that it has read.
DATA_VERSION_TTL = 1.0

# Development and tests have known keys, production its own; see `core.crypto`.
PERSONAL_DATA_KEYS: dict[int, bytes] = {}
LOOKUP_KEY = b""
TICKET_KEY = b""
# Whole months after an activity for which the names of its registrants are kept.
REGISTRATION_KEEP_MONTHS = 3
REDIS_URL = ""
TRUSTED_PROXY_COUNT = 0
SMS_BACKEND = "none"
SMS_SIGN_NAME = ""
SMS_TEMPLATES: dict[str, str] = {}
SMS_ALIYUN_KEY_ID = ""
SMS_ALIYUN_KEY_SECRET = ""
SMS_ALIYUN_ENDPOINT = ""
WEIXIN_MINI_BACKEND = "none"
WEIXIN_MINI_APP_ID = ""
WEIXIN_MINI_APP_SECRET = ""
WEIXIN_MINI_TEMPLATES: dict[str, str] = {}
WEIXIN_MINI_PAGE = ""
WEIXIN_MINI_ENDPOINT = ""
# Days after which what waits for review is the office's affair too.
REVIEW_ESCALATION_DAYS = 5

SITE_URL = "http://127.0.0.1:8000"
MAP_APPROVAL_NUMBER = ""
ICP_NUMBER = POLICE_RECORD_NUMBER = ""
SITE_CONTACT = ""
BASE_LAYERS: list[dict[str, object]] = []
# Looks addresses up for staff; the server's own key, which browsers never see.
GEOCODER_KEY = ""
GEOCODER_URL = "https://api.tianditu.gov.cn/geocoder"
METRICS_TOKEN = ""
MEDIA_ROOT = HOME / "media"
STATIC_ROOT = HOME / "static"
