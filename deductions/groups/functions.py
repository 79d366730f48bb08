"""The menu function of this app. The portal shows it only where there is more than one group."""

from typing import Final

from chingin.kernel.functions import Function, Menu, register

GROUP_CHOICE: Final = Function(
    "LOGIN-4", "入金グループ選択", Menu.COMMON, "groups:choose", changes_data=False, restrictable=False
)

register(GROUP_CHOICE)
