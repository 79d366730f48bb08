"""The menu functions of 労金控除事務 that this app answers; the words are the manual's."""

from typing import Final

from chingin.kernel.functions import Function, Menu, register

_ROKIN: Final = frozenset({"ROKIN_DEDUCTION"})
_WEB_UPDATE: Final = frozenset({"WEB_UPDATE"})
_LUMP_DEPOSIT: Final = _ROKIN | _WEB_UPDATE | {"LUMP_DEPOSIT"}

LINE_INQUIRY: Final = Function(
    "DED-1",
    "労金控除明細照会",
    Menu.ROKIN,
    "rokin:lines",
    changes_data=True,
    needs=_ROKIN,
    needs_to_change=_WEB_UPDATE,
)
LINE_REGISTRATION: Final = Function(
    "DED-2",
    "労金控除明細新規登録",
    Menu.ROKIN,
    "rokin:line_new",
    changes_data=True,
    needs=_ROKIN | _WEB_UPDATE,
)
LINE_HISTORY: Final = Function(
    "DED-3", "労金控除明細更新履歴照会", Menu.ROKIN, "rokin:history", changes_data=False, needs=_ROKIN
)
REQUEST_LISTS: Final = Function(
    "DED-4", "労金控除依頼リスト出力", Menu.ROKIN, "rokin:request_lists", changes_data=False, needs=_ROKIN
)
REQUEST_EXPORT: Final = Function(
    "DED-5",
    "労金控除依頼データエクスポート",
    Menu.ROKIN,
    "rokin:request_export",
    changes_data=False,
    needs=_ROKIN,
)
DEPOSIT_STOPS: Final = Function(
    "DED-8",
    "まとめ入金依頼入金中止設定",
    Menu.ROKIN,
    "rokin:stops",
    changes_data=True,
    needs=_LUMP_DEPOSIT,
)
DEPOSIT_CONFIRMATION: Final = Function(
    "DED-9", "まとめ入金確定", Menu.ROKIN, "rokin:deposits", changes_data=True, needs=_LUMP_DEPOSIT
)
UPDATE_LIST: Final = Function(
    "DED-10",
    "まとめ入金WEB更新依頼明細書出力",
    Menu.ROKIN,
    "rokin:update_list",
    changes_data=False,
    needs=_LUMP_DEPOSIT,
)

register(
    LINE_INQUIRY,
    LINE_REGISTRATION,
    LINE_HISTORY,
    REQUEST_LISTS,
    REQUEST_EXPORT,
    DEPOSIT_STOPS,
    DEPOSIT_CONFIRMATION,
    UPDATE_LIST,
)
