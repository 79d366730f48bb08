"""The Celery application. Workers and beat run as `celery -A chingin worker` and `celery -A chingin beat`,
with DJANGO_SETTINGS_MODULE set: there is no default, so that a test never meets production's settings.
"""

from celery import Celery

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
}
