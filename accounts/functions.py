"""The menu functions of this app: システム管理機能 and the password of 共通機能."""

from typing import Final

from chingin.kernel.functions import Function, Menu, register

USER_INQUIRY: Final = Function(
    "USR-1", "契約ユーザー情報照会", Menu.SYSTEM, "accounts:users", changes_data=True, master_only=True
)
LOG_INQUIRY: Final = Function(
    "USR-6", "操作ログ照会", Menu.SYSTEM, "accounts:operation_log", changes_data=False, master_only=True
)
PASSWORD_CHANGE: Final = Function(
    "USR-7", "パスワード変更", Menu.COMMON, "accounts:change_password", changes_data=True, restrictable=False
)

register(USER_INQUIRY, LOG_INQUIRY, PASSWORD_CHANGE)
