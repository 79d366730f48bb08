"""What this app writes into the operation log (操作ログ)."""

from django.db import models


class Event(models.TextChoices):
    """A business event; the label is the 操作 of the log."""

    REQUEST_EXPORTED = "company.request_exported", "企業宛控除依頼書・データ出力"
    RESULTS_EXPORTED = "company.results_exported", "控除結果リスト出力"
