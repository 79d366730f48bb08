"""What the accounts app writes into the operation log (操作ログ): code, and the words that the log shows."""

from django.db import models


class Event(models.TextChoices):
    """A business event; the label is the 操作 of the log."""

    MASTER_REGISTERED = "accounts.master_registered", "マスターユーザー初期登録"
    INITIAL_LOGIN_REFUSED = "accounts.initial_login_refused", "マスターユーザー初期登録ログイン"
    PASSWORD_REFUSED = "accounts.password_refused", "パスワード誤り"
    LOCKED = "accounts.locked", "ログイン不可(ロック)"
    BLOCKED = "accounts.blocked", "ログイン不可(閉塞)"
    LOCKOUT_LIFTED = "accounts.lockout_lifted", "ロック・閉塞解除"
    LOGGED_IN = "accounts.logged_in", "ログイン"
    LOGGED_OUT = "accounts.logged_out", "ログアウト"
    SESSION_ENDED = "accounts.session_ended", "強制ログアウト"
    PASSWORD_CHANGED = "accounts.password_changed", "パスワード変更"
    USER_REGISTERED = "accounts.user_registered", "契約ユーザー登録"
    USER_CHANGED = "accounts.user_changed", "契約ユーザー更新"
    USER_DELETED = "accounts.user_deleted", "契約ユーザー削除"
    ACCESS_REFUSED = "accounts.access_refused", "利用できない機能へのアクセス"
    LOG_EXPORTED = "accounts.log_exported", "操作ログCSV出力"
    BANK_CHANGED = "accounts.bank_changed", "労働金庫情報の登録・変更"
    BRANCH_CHANGED = "accounts.branch_changed", "取引店情報の登録・変更"
    CONTRACT_CHANGED = "accounts.contract_changed", "契約情報の登録・変更"
    INITIAL_PASSWORD_SET = "accounts.initial_password_set", "初期パスワード登録"
    STAFF_REGISTERED = "accounts.staff_registered", "職員登録"
