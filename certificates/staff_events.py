"""What the staff's procedures write into the operation log (操作ログ), beside `events`."""

from django.db import models


class StaffEvent(models.TextChoices):
    """A business event of the staff origin; the label is the 操作 of the log."""

    REVOCATION_REQUESTED = "certificates.revocation_requested", "電子証明書失効依頼の受付"
