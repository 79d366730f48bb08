"""ユーザー別機能制限: what a general user may do with each function, as the master chooses it (USR-2)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from django import forms
from django.forms.boundfield import BoundField, BoundWidget
from django.http import QueryDict

from accounts import messages
from accounts.fields import fault
from accounts.forms import EntryForm
from accounts.models import Contract, Grant
from accounts.permissions import restrictable_functions
from chingin.kernel.functions import Function

SHOW_ALL: Final = "show_all"


@dataclass(frozen=True, slots=True)
class GrantRow:
    """One function of ユーザー別機能制限: a radio button for each grant, None where it is not offered."""

    label: str
    field: BoundField
    choices: tuple[BoundWidget | None, ...]


@dataclass(frozen=True, slots=True)
class GrantGroup:
    """The functions under one heading of the menu."""

    menu: str
    rows: tuple[GrantRow, ...]


def offered(function: Function, *, capabilities: Collection[str], present: Grant) -> list[Grant]:
    """閲覧のみ is offered where it takes something away: the function changes data, and the contract may.

    Who has it keeps it in sight, so that saving the form never widens a grant unseen.
    """
    changes = function.changes_data and function.needs_to_change <= set(capabilities)
    return [grant for grant in Grant if grant is not Grant.VIEW or changes or present is Grant.VIEW]


def grant_field(function: Function, *, capabilities: Collection[str], present: Grant) -> forms.ChoiceField:
    """表示, 閲覧のみ, 非表示 of one function; hidden from a new user until the master shows it."""
    choices = offered(function, capabilities=capabilities, present=present)
    rule = "・".join(f"「{grant.label}」" for grant in choices) + "のどれかを選択してください。"
    wrong = fault(messages.MALFORMED, field=function.label, rule=rule).message
    return forms.ChoiceField(
        label=function.label,
        choices=[(grant.value, grant.label) for grant in choices],
        initial=present.value,
        widget=forms.RadioSelect,
        error_messages={"required": wrong, "invalid_choice": wrong},
    )


class GrantsForm(EntryForm):
    """ユーザー別機能制限: a line for each function that this contract's master can restrict."""

    show_all = forms.BooleanField(
        label="すべての機能を「表示」にする",
        help_text="チェックすると、下の表の選択にかかわらず、すべての機能を「表示」で登録します。",
        required=False,
    )

    def __init__(
        self, data: QueryDict | None, *, contract: Contract, present: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(data)
        functions = restrictable_functions(contract)
        self._functions = {f"grant-{function.id}": function for function in functions}
        self._present = {f.id: Grant((present or {}).get(f.id, Grant.HIDDEN)) for f in functions}
        for name, function in self._functions.items():
            self.fields[name] = grant_field(
                function, capabilities=contract.capabilities, present=self._present[function.id]
            )
        if not functions:
            del self.fields[SHOW_ALL]

    @property
    def entries(self) -> list[BoundField]:
        """The fields above the grants."""
        apart = {*self._functions, SHOW_ALL}
        return [field for field in self.visible_fields() if field.name not in apart]

    @property
    def grant_heads(self) -> list[str]:
        """The heads of the table's columns of radio buttons."""
        return [str(grant.label) for grant in Grant]

    @property
    def grant_groups(self) -> list[GrantGroup]:
        """The table, in the menu's order."""
        by_menu = groupby(self._functions.items(), key=lambda item: item[1].menu)
        return [
            GrantGroup(str(menu), tuple(self._grant_row(name) for name, _ in items))
            for menu, items in by_menu
        ]

    def _grant_row(self, name: str) -> GrantRow:
        field = self[name]
        buttons = {str(button.data["value"]): button for button in field.subwidgets}
        return GrantRow(str(field.label), field, tuple(buttons.get(grant.value) for grant in Grant))

    def grants(self) -> dict[str, Grant]:
        """What was chosen, by function id."""
        data = self.cleaned_data
        everything = data.get(SHOW_ALL, False)
        return {
            function.id: Grant.FULL if everything else Grant(data[name])
            for name, function in self._functions.items()
        }

    def changed_grants(self) -> dict[str, Grant] | None:
        """What was chosen anew; None when all stays as it is."""
        return {id_: grant for id_, grant in self.grants().items() if grant is not self._present[id_]} or None
