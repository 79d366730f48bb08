"""Who a user is."""

from django.db import models


class Role(models.TextChoices):
    """Whose staff a user is, and with which authority."""

    MASTER = "MASTER", "マスター"
    GENERAL = "GENERAL", "一般"
    BRANCH_STAFF = "BRANCH_STAFF", "取引店職員"
    BANK_STAFF = "BANK_STAFF", "金庫職員"
    FEDERATION = "FEDERATION", "連合会"


ORGANISATION_ROLES = (Role.MASTER, Role.GENERAL)
STAFF_ROLES = (Role.BRANCH_STAFF, Role.BANK_STAFF, Role.FEDERATION)
