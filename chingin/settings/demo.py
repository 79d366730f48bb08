"""The demonstration on one machine: SQLite, tasks in-process, mail as .eml files, all under var/demo/."""

import secrets

from .base import *
from .env import CLIENT_KEY_KINDS, PKCS12_PROFILES, process_env

_env = process_env()
_port = _env.integer("DEMO_PORT", default=8443, low=1024, high=65533)
SERVICE_HOURS_ENFORCED = _env.choice("SERVICE_HOURS", default="off", choices=("off", "real")) == "real"
CLIENT_KEY_KIND = _env.choice("CLIENT_KEY_KIND", default=CLIENT_KEY_KIND, choices=CLIENT_KEY_KINDS)
PKCS12_PROFILE = _env.choice("PKCS12_PROFILE", default=PKCS12_PROFILE, choices=PKCS12_PROFILES)
_env.finish()

DEMO_DIR = BASE_DIR / "var" / "demo"


def _demo_secret(name: str) -> str:
    """A secret of this demo alone, made at its first start and kept beside its database."""
    path = DEMO_DIR / "secrets" / name
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50), encoding="utf-8")
    return path.read_text(encoding="utf-8")


INSTALLED_APPS = [*INSTALLED_APPS, "deploy.demo"]
DEBUG = False
SECRET_KEY = _demo_secret("secret_key")
DEMO_PORT = _port
PUBLIC_ORIGIN = f"https://localhost:{_port}"
CERTIFICATE_ORIGIN = f"https://localhost:{_port + 1}"
STAFF_ORIGIN = f"https://localhost:{_port + 2}"
ALLOWED_HOSTS = ["localhost"]
CSRF_TRUSTED_ORIGINS = [PUBLIC_ORIGIN, CERTIFICATE_ORIGIN, STAFF_ORIGIN]
TRUST_PROXY = True
# A browser that trusts the demo's root would force https on every port of localhost, also on other people's.
SECURE_HSTS_SECONDS = 0

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": DEMO_DIR / "demo.sqlite3",
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        },
    }
}
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": DEMO_DIR / "cache",
    }
}

# Nothing is sent to a broker; naming none makes kombu warn of it at each task.
CELERY_BROKER_URL = "memory://"
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
EMAIL_BACKEND = "chingin.kernel.mail.EmlFileBackend"
EMAIL_FILE_PATH = DEMO_DIR / "mail"
DEFAULT_FROM_EMAIL = "demo@localhost"

STATIC_ROOT = DEMO_DIR / "static"
CA_DIR = DEMO_DIR / "ca"
CA_PASSPHRASE = _demo_secret("ca_passphrase")
RECEIVED_FILES_ROOT = DEMO_DIR / "received"
