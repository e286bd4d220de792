"""Development: works with nothing set; servers and secrets come from the home's env file."""

from sciencemap.settings.base import *  # noqa: F403
from sciencemap.settings.environment import Environment
from sciencemap.settings.shared import configure

env = Environment(use_home_file=True)

DEBUG = env.flag("DEBUG")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1],testserver")
SECRET_KEY = env.text("SECRET_KEY", "development-only-" + "x" * 50)
DEMONSTRATION_ACCOUNTS = env.flag("DEMONSTRATION_ACCOUNTS", default=True)
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
SMS_BACKEND = "console"
WEIXIN_MINI_BACKEND = "console"

globals().update(configure(env, globals()))
