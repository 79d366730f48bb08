"""The menu functions of what goes to the company (企業宛); the words are the manual's."""

from typing import Final

from chingin.kernel.functions import Function, Menu, register

_ROKIN: Final = frozenset({"ROKIN_DEDUCTION"})

COMPANY_REQUEST: Final = Function(
    "DED-6", "企業宛控除依頼書出力", Menu.ROKIN, "company:request", changes_data=False, needs=_ROKIN
)
COMPANY_EXPORT: Final = Function(
    "DED-7",
    "企業宛控除依頼データエクスポート",
    Menu.ROKIN,
    "company:request_export",
    changes_data=False,
    needs=_ROKIN,
)
RESULT_LISTS: Final = Function(
    "DED-11",
    "労金控除結果リスト出力",
    Menu.ROKIN,
    "company:results",
    changes_data=False,
    needs=_ROKIN | {"WAGE_EXCHANGE"},
)

register(COMPANY_REQUEST, COMPANY_EXPORT, RESULT_LISTS)
