"""The Celery application. Workers and beat run as `celery -A chingin worker` and `celery -A chingin beat`,
with DJANGO_SETTINGS_MODULE set: there is no default, so that a test never meets production's settings.
"""

from celery import Celery
from celery.schedules import crontab

app = Celery("chingin")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
# A worker serves both queues unless told otherwise. Lists have one of their own, so that a worker for it
# alone keeps minutes of printing out of the way of mails with codes.
app.conf.task_queues = {"celery": {}, "lists": {}}
app.conf.task_routes = {"kernel.make_list": {"queue": "lists"}}
app.conf.beat_schedule = {
    # Also what a lost broker, a killed worker or a mail server at rest left behind.
    # Expires: sweeps do not pile up.
    "deliver-pending-mail": {
        "task": "kernel.deliver_pending_mail",
        "schedule": 60.0,
        "options": {"expires": 55},
    },
    "look-after-lists": {
        "task": "kernel.look_after_lists",
        "schedule": 60.0,
        "options": {"expires": 55},
    },
    "clear-sessions": {"task": "accounts.clear_sessions", "schedule": crontab(hour=3, minute=0)},
    # A list lives seven days: `check --deploy` warns of failures before anybody is locked out.
    "publish-crl": {"task": "certificates.publish_crl", "schedule": crontab(hour=3, minute=30)},
    # After the service opened, so that a branch can be called (CERT-8).
    "send-expiry-notices": {
        "task": "certificates.send_expiry_notices",
        "schedule": crontab(hour=8, minute=30),
    },
}
