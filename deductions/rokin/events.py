"""What this app writes into the operation log (操作ログ)."""

from django.db import models


class Event(models.TextChoices):
    """A business event; the label is the 操作 of the log."""

    LINES_RECEIVED = "rokin.lines_received", "控除依頼データ受信"
    LINE_REGISTERED = "rokin.line_registered", "労金控除明細新規登録"
    LINE_CHANGED = "rokin.line_changed", "労金控除明細変更"
    LINE_CANCELLED = "rokin.line_cancelled", "労金控除明細解除"
    DEPOSITS_STOPPED = "rokin.deposits_stopped", "入金中止設定"
    STOPS_LIFTED = "rokin.stops_lifted", "入金中止解除"
    DEPOSIT_CONFIRMED = "rokin.deposit_confirmed", "まとめ入金確定"
    CONFIRMATION_UNDONE = "rokin.confirmation_undone", "まとめ入金確定解除"
    DEPOSIT_SENT = "rokin.deposit_sent", "まとめ入金送信"
    DEPOSIT_ACCEPTED = "rokin.deposit_accepted", "まとめ入金受付"
    LIST_EXPORTED = "rokin.list_exported", "帳票・データ出力"
