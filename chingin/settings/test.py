"""Tests: PostgreSQL (the run starts a private server), or SQLite with CHINGIN_TEST_DATABASE=sqlite."""

from .base import *
from .env import process_env

_env = process_env()
_database = _env.choice("TEST_DATABASE", default="postgresql", choices=("postgresql", "sqlite"))
_socket = _env.path("TEST_PG_SOCKET_DIR", default=BASE_DIR)
_env.finish()

DEBUG = False
# The coverage of templates asks the engine where each part of a page stood.
TEMPLATES[0]["OPTIONS"]["debug"] = True
SECRET_KEY = "only-for-tests-" * 5
PUBLIC_ORIGIN = "https://public.test"
CERTIFICATE_ORIGIN = "https://certificate.test"
STAFF_ORIGIN = "https://staff.test"
ALLOWED_HOSTS = ["public.test", "certificate.test", "staff.test"]
CSRF_TRUSTED_ORIGINS = [PUBLIC_ORIGIN, CERTIFICATE_ORIGIN, STAFF_ORIGIN]
TRUST_PROXY = True
# Tests run at any hour; those of the hours switch them on.
SERVICE_HOURS_ENFORCED = False

_postgresql = {
    "ENGINE": "django.db.backends.postgresql",
    "NAME": "chingin",
    "USER": "chingin",
    "HOST": str(_socket),
    "OPTIONS": {"options": "-c jit=off"},
}
_sqlite = {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}
DATABASES = {"default": _postgresql if _database == "postgresql" else _sqlite}

CA_DIR = BASE_DIR / "var" / "test-ca"
CA_PASSPHRASE = "only-for-tests-" * 2
RECEIVED_FILES_ROOT = BASE_DIR / "var" / "test-received"

# Nothing is sent to a broker; naming none makes kombu warn of it at each task.
CELERY_BROKER_URL = "memory://"
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
DEFAULT_FROM_EMAIL = "system@bank.test"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
