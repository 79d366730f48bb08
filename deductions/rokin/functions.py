"""The menu functions of 労金控除事務 that this app answers; the words are the manual's."""

from typing import Final

from chingin.kernel.functions import Function, Menu, register

_ROKIN: Final = frozenset({"ROKIN_DEDUCTION"})
_WEB_UPDATE: Final = frozenset({"WEB_UPDATE"})

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

register(LINE_INQUIRY, LINE_REGISTRATION, LINE_HISTORY, REQUEST_LISTS, REQUEST_EXPORT)
