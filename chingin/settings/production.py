"""Production: what differs between installations comes from CHINGIN_* variables (docs/operations.md)."""

from .base import *
from .env import CLIENT_KEY_KINDS, PKCS12_PROFILES, process_env

_env = process_env()

DEBUG = False
SECRET_KEY = _env.text("SECRET_KEY", min_length=50)
PUBLIC_ORIGIN = _env.origin("PUBLIC_ORIGIN")
CERTIFICATE_ORIGIN = _env.origin("CERTIFICATE_ORIGIN")
STAFF_ORIGIN = _env.origin("STAFF_ORIGIN")
# Only where nginx alone can reach the application server may its X-SSL-* and X-Origin headers be believed.
TRUST_PROXY = _env.boolean("TRUST_PROXY", default=False)
SERVICE_HOURS_ENFORCED = True

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": _env.text("DB_HOST"),
        "PORT": _env.integer("DB_PORT", default=5432, low=1, high=65535),
        "NAME": _env.text("DB_NAME"),
        "USER": _env.text("DB_USER"),
        "PASSWORD": _env.text("DB_PASSWORD", default=""),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            # Compiling the sums over a cycle's 150,000 lines takes longer than summing them up.
            "options": "-c jit=off",
            "sslmode": _env.choice(
                "DB_SSLMODE", default="verify-full", choices=("disable", "require", "verify-full")
            ),
        },
    }
}
_redis = _env.text("REDIS_URL")
CELERY_BROKER_URL = _redis
CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": _redis}}

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = _env.text("SMTP_HOST")
EMAIL_PORT = _env.integer("SMTP_PORT", default=587, low=1, high=65535)
EMAIL_HOST_USER = _env.text("SMTP_USER", default="")
EMAIL_HOST_PASSWORD = _env.text("SMTP_PASSWORD", default="")
EMAIL_USE_TLS = _env.boolean("SMTP_STARTTLS", default=True)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = _env.text("MAIL_FROM")

STATIC_ROOT = _env.path("STATIC_ROOT")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"},
}
# The certificate authority's keys and certificates; see docs/adr/0013.
CA_DIR = _env.path("CA_DIR")
CA_PASSPHRASE = _env.text("CA_PASSPHRASE", min_length=20)
# The files received from the bank's core system, as they came.
RECEIVED_FILES_ROOT = _env.path("RECEIVED_FILES_ROOT")
CLIENT_KEY_KIND = _env.choice("CLIENT_KEY_KIND", default=CLIENT_KEY_KIND, choices=CLIENT_KEY_KINDS)
PKCS12_PROFILE = _env.choice("PKCS12_PROFILE", default=PKCS12_PROFILE, choices=PKCS12_PROFILES)

_env.finish()
ALLOWED_HOSTS = [
    origin.removeprefix("https://").partition(":")[0]
    for origin in (PUBLIC_ORIGIN, CERTIFICATE_ORIGIN, STAFF_ORIGIN)
]
CSRF_TRUSTED_ORIGINS = [PUBLIC_ORIGIN, CERTIFICATE_ORIGIN, STAFF_ORIGIN]
