"""Settings that are derived from the environment in the same way everywhere."""

import base64
import json
import os
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from core.crypto import read_key, read_keys
from sciencemap.settings.environment import HOME, Environment, database, home_database_url

# Known to everybody: for a checkout before its first start, and for tests. Production requires its own.
KNOWN_KEY = base64.b64encode(b"development and tests only" + b"." * 6).decode()

SMS_BACKENDS = ("none", "console", "locmem", "aliyun")
MINI_BACKENDS = ("none", "console", "locmem", "weixin")


def configure(env: Environment, base: dict[str, Any]) -> dict[str, Any]:
    """The settings that depend on the environment, to be laid over `base`."""
    site_url = env.text("SITE_URL", f"http://127.0.0.1:{env.whole('PORT', 8000)}").rstrip("/")
    layers = base_layers(env)
    return {
        **_servers(env, base),
        **_folders(env),
        **_monitoring(env),
        **_personal_data(env),
        **_sign_in(env, base),
        **_mini_program(env, base),
        "REGISTRATION_KEEP_MONTHS": env.whole("REGISTRATION_KEEP_MONTHS", 3),
        "CITY": env.text("SCIENCEMAP_CITY", "liuzhou"),
        "SITE_URL": site_url,
        "MAP_APPROVAL_NUMBER": env.text("MAP_APPROVAL_NUMBER"),
        "ICP_NUMBER": env.text("ICP_NUMBER"),
        "POLICE_RECORD_NUMBER": env.text("POLICE_RECORD_NUMBER"),
        "SITE_CONTACT": env.text("SITE_CONTACT"),
        "REVIEW_ESCALATION_DAYS": env.whole("REVIEW_ESCALATION_DAYS", 5),
        "BASE_LAYERS": layers,
        "GEOCODER_KEY": env.text("GEOCODER_KEY"),
        "POSTER_FONT": env.text("POSTER_FONT", base["POSTER_FONT"]),
        "GEOCODER_URL": env.text("GEOCODER_URL", base["GEOCODER_URL"]),
        "CONTENT_SECURITY_POLICY": _policy(base["CONTENT_SECURITY_POLICY"], layers, env.text("WEIXIN_APP_ID")),
        "TRUSTED_PROXY_COUNT": env.whole("TRUSTED_PROXY_COUNT", 0),
        "ALLAUTH_TRUSTED_PROXY_COUNT": env.whole("TRUSTED_PROXY_COUNT", 0),
        "DEFAULT_FROM_EMAIL": env.text("DEFAULT_FROM_EMAIL", "sciencemap@localhost"),
        "EMAIL_HOST": env.text("EMAIL_HOST", "localhost"),
        "EMAIL_PORT": env.whole("EMAIL_PORT", 25),
        "EMAIL_HOST_USER": env.text("EMAIL_HOST_USER"),
        "EMAIL_HOST_PASSWORD": env.text("EMAIL_HOST_PASSWORD"),
        "EMAIL_USE_TLS": env.flag("EMAIL_USE_TLS"),
    }


def _servers(env: Environment, base: dict[str, Any]) -> dict[str, Any]:
    entry = database(env.text("DATABASE_URL", home_database_url()))
    patience = env.whole("DATABASE_PATIENCE", 10)
    pool = {**base["DATABASE_OPTIONS"]["pool"], "timeout": patience}
    entry["OPTIONS"] = {
        **entry["OPTIONS"],
        **base["DATABASE_OPTIONS"],
        "pool": pool,
        "connect_timeout": max(2, patience),
    }
    redis_url = env.text("REDIS_URL", f"unix://{HOME / 'run' / 'redis.sock'}?db=0")
    broker = env.text("BROKER_URL", redis_url.replace("unix://", "redis+socket://").replace("?db=", "?virtual_host="))
    return {
        "DATABASES": {"default": entry},
        "REDIS_URL": redis_url,
        "CACHES": {
            "default": {
                "BACKEND": "core.web.rediscache.SteadyRedisCache",
                "LOCATION": redis_url,
                "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 2},
                "KEY_PREFIX": "sciencemap",
            }
        },
        "CELERY_BROKER_URL": broker,
    }


def _folders(env: Environment) -> dict[str, Any]:
    media = Path(env.text("MEDIA_ROOT", str(HOME / "media")))
    return {
        "MEDIA_ROOT": media,
        "STATIC_ROOT": Path(env.text("STATIC_ROOT", str(HOME / "static"))),
        "STORAGES": {
            "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
            "staticfiles": {"BACKEND": "core.web.staticfiles.HashedStorage"},
            "photos": _photo_storage(env, media / "photos"),
        },
    }


def _photo_storage(env: Environment, folder: Path) -> dict[str, Any]:
    """Photos lie in a folder, or in a bucket that gives nothing to the public by itself."""
    kind = env.text("PHOTO_STORAGE", "folder")
    if kind == "folder":
        options = {"location": folder, "allow_overwrite": True}
        return {"BACKEND": "core.storage.WholeFileStorage", "OPTIONS": options}
    if kind != "s3":
        raise ImproperlyConfigured(f"PHOTO_STORAGE must be folder or s3, not {kind!r}.")
    given = {
        "bucket_name": env.text("S3_BUCKET"),
        "access_key": env.text("S3_ACCESS_KEY"),
        "secret_key": env.text("S3_SECRET_KEY"),
    }
    if not all(given.values()):
        raise ImproperlyConfigured("PHOTO_STORAGE=s3 needs S3_BUCKET, S3_ACCESS_KEY and S3_SECRET_KEY.")
    options = {
        **given,
        "endpoint_url": env.text("S3_ENDPOINT") or None,
        "region_name": env.text("S3_REGION") or None,
        "addressing_style": env.text("S3_ADDRESSING_STYLE", "auto"),
        "default_acl": None,
        "querystring_auth": True,
        "file_overwrite": True,
        "location": "photos",
    }
    return {"BACKEND": "core.objectstorage.ObjectStorage", "OPTIONS": options}


def _monitoring(env: Environment) -> dict[str, Any]:
    folder = env.text("PROMETHEUS_MULTIPROC_DIR")
    if folder:  # read by prometheus_client at import, one folder for all processes
        Path(folder).mkdir(parents=True, exist_ok=True)
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = folder
    dsn = env.text("SENTRY_DSN")
    if dsn:
        import sentry_sdk

        # The variables of a function that failed may be somebody's number.
        sentry_sdk.init(dsn=dsn, send_default_pii=False, include_local_variables=False, max_request_body_size="never")
    from core.web.logs import logging_config

    return {
        "METRICS_TOKEN": env.text("METRICS_TOKEN"),
        "LOGGING": logging_config(env.text("LOG_LEVEL", "INFO")),
        "LOGGING_CONFIG": "core.web.logs.configure_logging",
    }


def _personal_data(env: Environment) -> dict[str, Any]:
    return {
        "PERSONAL_DATA_KEYS": read_keys(env.text("PERSONAL_DATA_KEYS", f"1:{KNOWN_KEY}")),
        "LOOKUP_KEY": read_key("LOOKUP_KEY", env.text("LOOKUP_KEY", KNOWN_KEY)),
        "TICKET_KEY": read_key("TICKET_KEY", env.text("TICKET_KEY", KNOWN_KEY)),
    }


def _sign_in(env: Environment, base: dict[str, Any]) -> dict[str, Any]:
    """What sends codes to phones, and WeChat where it is configured."""
    weixin = {"client_id": env.text("WEIXIN_APP_ID"), "secret": env.text("WEIXIN_APP_SECRET")}
    pairs = [word.partition(":") for word in env.words("SMS_TEMPLATES")]
    backend = env.text("SMS_BACKEND", base["SMS_BACKEND"])
    if backend not in SMS_BACKENDS:
        raise ImproperlyConfigured(f"SMS_BACKEND must be one of {', '.join(SMS_BACKENDS)}, not {backend!r}.")
    return {
        "SMS_BACKEND": backend,
        "SMS_SIGN_NAME": env.text("SMS_SIGN_NAME"),
        "SMS_TEMPLATES": {name: code for name, _, code in pairs},
        "SMS_ALIYUN_KEY_ID": env.text("SMS_ALIYUN_KEY_ID"),
        "SMS_ALIYUN_KEY_SECRET": env.text("SMS_ALIYUN_KEY_SECRET"),
        "SMS_ALIYUN_ENDPOINT": env.text("SMS_ALIYUN_ENDPOINT", "https://dysmsapi.aliyuncs.com"),
        "SOCIALACCOUNT_PROVIDERS": {"weixin": {"APPS": [weixin] if all(weixin.values()) else []}},
    }


def _mini_program(env: Environment, base: dict[str, Any]) -> dict[str, Any]:
    """WeChat's 订阅消息 through a mini program of ours."""
    backend = env.text("WEIXIN_MINI_BACKEND", base["WEIXIN_MINI_BACKEND"])
    if backend not in MINI_BACKENDS:
        raise ImproperlyConfigured(f"WEIXIN_MINI_BACKEND must be one of {', '.join(MINI_BACKENDS)}, not {backend!r}.")
    pairs = [word.partition(":") for word in env.words("WEIXIN_MINI_TEMPLATES")]
    return {
        "WEIXIN_MINI_BACKEND": backend,
        "WEIXIN_MINI_APP_ID": env.text("WEIXIN_MINI_APP_ID"),
        "WEIXIN_MINI_APP_SECRET": env.text("WEIXIN_MINI_APP_SECRET"),
        "WEIXIN_MINI_TEMPLATES": {name: template for name, _, template in pairs},
        "WEIXIN_MINI_PAGE": env.text("WEIXIN_MINI_PAGE"),
        "WEIXIN_MINI_ENDPOINT": env.text("WEIXIN_MINI_ENDPOINT", "https://api.weixin.qq.com").rstrip("/"),
    }


def base_layers(env: Environment) -> list[dict[str, Any]]:
    """Tile layers beside the local base map: Tianditu when a key is set, and BASE_LAYERS as JSON.

    Each has id, name, url (XYZ template; WMTS written as one), attribution, maxZoom and
    datum (WGS84 or GCJ02: a shifted layer is put right in the browser).
    """
    layers: list[dict[str, Any]] = []
    if key := env.text("TIANDITU_KEY"):
        for matrix, name, overlay in (("vec", "天地图", False), ("cva", "天地图注记", True)):
            query = f"SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER={matrix}&STYLE=default&TILEMATRIXSET=w"
            layers.append(
                {
                    "id": f"tianditu-{matrix}",
                    "name": name,
                    "url": f"https://t{{s}}.tianditu.gov.cn/{matrix}_w/wmts?{query}&FORMAT=tiles"
                    f"&TILEMATRIX={{z}}&TILEROW={{y}}&TILECOL={{x}}&tk={key}",
                    "subdomains": "01234567",
                    "attribution": "© 天地图",
                    "maxZoom": 18,
                    "datum": "WGS84",
                    "overlay": overlay,
                }
            )
    try:
        extra = json.loads(env.text("BASE_LAYERS", "[]"))
    except json.JSONDecodeError as error:
        raise ImproperlyConfigured(f"BASE_LAYERS must be a JSON list: {error}") from None
    for layer in extra:
        if not isinstance(layer, dict) or not {"id", "name", "url"} <= layer.keys():
            raise ImproperlyConfigured("each entry of BASE_LAYERS needs id, name and url")
        layers.append({"attribution": "", "maxZoom": 18, "datum": "WGS84", "overlay": False, **layer})
    return layers


def _policy(policy: dict[str, Any], layers: list[dict[str, Any]], weixin: str) -> dict[str, Any]:
    """The content policy with the configured layers' hosts among the sources of images.

    A form that leads on to WeChat needs it among the forms' targets: browsers hold redirects to that too.
    """
    hosts = set()
    for layer in layers:
        scheme, _, rest = str(layer["url"]).partition("://")
        host = rest.partition("/")[0]
        hosts.add(f"{scheme}://*.{host.partition('.')[2]}" if "{s}" in host else f"{scheme}://{host}")
    directives = policy["DIRECTIVES"]
    targets = [*directives["form-action"], *(["https://open.weixin.qq.com"] if weixin else [])]
    images = [*directives["img-src"], *sorted(hosts)]
    return {"DIRECTIVES": {**directives, "img-src": images, "form-action": targets}}
