"""What this app writes into the operation log (操作ログ)."""

from django.db import models


class Event(models.TextChoices):
    """A business event; the label is the 操作 of the log."""

    GROUP_REGISTERED = "groups.group_registered", "入金グループ登録"
    GROUP_CHANGED = "groups.group_changed", "入金グループ変更"
    GROUP_CHOSEN = "groups.group_chosen", "入金グループ選択"
    EMPLOYEE_REGISTERED = "groups.employee_registered", "職員登録"
    EMPLOYEE_CHANGED = "groups.employee_changed", "職員情報変更"
