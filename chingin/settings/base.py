"""What production, demo and tests share: nothing secret, nothing that differs between installations."""

from datetime import timedelta
from pathlib import Path
from typing import Any

BASE_DIR = Path(__file__).resolve().parent.parent.parent

INSTALLED_APPS = [
    "chingin.kernel",
    "accounts",
    "certificates",
    "deductions.groups",
    "deductions.rokin",
    "deductions.ledger",
    "deductions.savings",
    "deductions.company",
    "zaikei",
    "chingin.portal",
    "chingin.staff.apps.StaffAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_otp",
    "django_otp.plugins.otp_totp",
]

MIDDLEWARE = [
    "chingin.kernel.origins.OriginMiddleware",
    "chingin.kernel.headers.HeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "certificates.middleware.CertificateMiddleware",
    "chingin.portal.middleware.ServiceHoursMiddleware",
    "accounts.middleware.LoginRequired",
    "accounts.middleware.MemberMiddleware",
    "chingin.portal.middleware.FrameMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

# The origin (public, certificate, staff) that nginx names chooses one of the urlconfs; see kernel.origins.
ROOT_URLCONF = "chingin.urls.public"
WSGI_APPLICATION = "chingin.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "chingin.portal.context.frame",
            ],
        },
    }
]

LANGUAGE_CODE = "ja"
TIME_ZONE = "Asia/Tokyo"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]

AUTH_USER_MODEL = "accounts.User"
LOGIN_REDIRECT_URL = "portal:start"
AUTHENTICATION_BACKENDS = ["accounts.backends.MemberBackend", "accounts.backends.StaffBackend"]
SILENCED_SYSTEM_CHECKS = [
    # A deleted user's ID is free again, so it is unique among the registered only (accounts_user_id_once).
    "auth.W004",
    # Browsers' built-in HSTS list is for whole domains; the domain above our host names is the bank's.
    "security.W021",
]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# How an authenticator app names this account.
OTP_TOTP_ISSUER = "Rokin"

# What the PCs of the organisations understand (certificates.x509.KeyKind, certificates.pkcs12.Profile).
CLIENT_KEY_KIND = "P256"
PKCS12_PROFILE = "MODERN"

# Argon2id at about 50 ms on two cores (t=3, m=19 MiB, p=1): see accounts.hashers.
PASSWORD_HASHERS = ["accounts.hashers.Argon2id"]

# ENV-5: the session ends with the browser. ENV-4's 60 minutes are counted by accounts.middleware; the stored
# session outlives them, so that the user can be told why it ended.
SESSION_COOKIE_AGE = int(timedelta(hours=12).total_seconds())
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_FAILURE_VIEW = "chingin.portal.errors.csrf_failure"

# ENV-3: TLS only. nginx redirects plain http and says so in Japanese; Django refuses what slips past it.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = True
SECURE_HSTS_SECONDS = int(timedelta(days=365).total_seconds())
# The three host names and all below them are this system's alone.
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# Tasks carry ids only, as JSON, and may run twice: a lost worker's task goes to another one.
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TIMEZONE = TIME_ZONE
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_IGNORE_RESULT = True

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    # WeasyPrint tells of each page, and of each character (of people's names) that a font lacks.
    "loggers": {"weasyprint": {"level": "ERROR"}, "fontTools": {"level": "ERROR"}},
}
