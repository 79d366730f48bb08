"""The Celery application. Workers and beat run as `celery -A chingin worker` and `celery -A chingin beat`,
with DJANGO_SETTINGS_MODULE set: there is no default, so that a test never meets production's settings.
"""

from celery import Celery
from celery.schedules import crontab

app = Celery("chingin")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.conf.beat_schedule = {
    # Also what a lost broker, a killed worker or a mail server at rest left behind.
    # Expires: sweeps do not pile up.
    "deliver-pending-mail": {
        "task": "kernel.deliver_pending_mail",
        "schedule": 60.0,
        "options": {"expires": 55},
    },
    # A list lives seven days: `check --deploy` warns of failures before anybody is locked out.
    "publish-crl": {"task": "certificates.publish_crl", "schedule": crontab(hour=3, minute=30)},
    # After the service opened, so that a branch can be called (CERT-8).
    "send-expiry-notices": {
        "task": "certificates.send_expiry_notices",
        "schedule": crontab(hour=8, minute=30),
    },
}
