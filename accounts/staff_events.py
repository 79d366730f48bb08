"""What the bank's staff (労金職員) add to the operation log beside the events of `events.py`."""

from django.db import models


class StaffEvent(models.TextChoices):
    """A business event of the staff origin; the label is the 操作 of the log."""

    LOGIN_REFUSED = "accounts.staff_login_refused", "職員ログイン(拒否)"
    MASTER_RESET = "accounts.master_reset", "ログインID/パスワード初期化"
    CONTRACT_ENDED = "accounts.contract_ended", "契約終了"
    CONTRACTS_IMPORTED = "accounts.contracts_imported", "契約一括登録"
    STAFF_RENEWED = "accounts.staff_renewed", "職員の仮パスワード・ワンタイムパスワード再発行"
    STAFF_DELETED = "accounts.staff_deleted", "職員削除"
