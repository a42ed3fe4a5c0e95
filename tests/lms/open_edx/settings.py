"""Django's settings; where to serve and to keep things comes by the environment."""

import os
from pathlib import Path

FOLDER = Path(os.environ["OPEN_EDX_FOLDER"])
PORT = int(os.environ["OPEN_EDX_PORT"])

OPENEDX_TELEMETRY = []  # New Relic by default
PLATFORM_NAME = "Open edX of the tests"
LMS_BASE = f"localhost:{PORT}"  # not 127.0.0.1: to a browser, platform and tool shall be two sites
LTI_BASE = LTI_API_BASE = LMS_ROOT_URL = f"http://{LMS_BASE}"
USAGE_ID_PATTERN = r"(?P<usage_id>[^/]+)"
SERVICE_VARIANT = "lms"

SECRET_KEY = "of no use to anybody"
ALLOWED_HOSTS = ["*"]
ROOT_URLCONF = "tests.lms.open_edx.urls"
USE_TZ = True
TIME_ZONE = "UTC"
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"
SESSION_COOKIE_SAMESITE = "None"  # as Open edX asks for deep linking: the tool's answer is posted from another site
SESSION_COOKIE_SECURE = True

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "rest_framework",
    "django_filters",
    "config_models",
    "lti_consumer",
    "tests.lms.open_edx.apps.OpenEdx",
]
MIDDLEWARE = [
    "edx_django_utils.cache.middleware.RequestCacheMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "edx_django_utils.cache.middleware.TieredCacheMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "crum.CurrentRequestUserMiddleware",
]
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}]
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": FOLDER / "open-edx.db",
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20},
    }
}
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "INFO"},
}
