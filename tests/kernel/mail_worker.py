"""A worker process for a test's outbox: `python -m tests.kernel.mail_worker DATABASE PORT`."""

import sys

import django
from django.core.management import call_command
from django.db import connection
from django.test import override_settings

if __name__ == "__main__":
    django.setup()
    connection.settings_dict["NAME"] = sys.argv[1]
    smtp = "django.core.mail.backends.smtp.EmailBackend"
    with override_settings(EMAIL_BACKEND=smtp, EMAIL_HOST="127.0.0.1", EMAIL_PORT=int(sys.argv[2])):
        call_command("send_mail")
