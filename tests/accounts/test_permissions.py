"""Who may do what: contract, role, the master's grant; the narrowest wins (CON-4, USR-2, USR-8)."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Contract, Grant, Role
from accounts.permissions import granted, restrictable_functions
from chingin.kernel import functions
from chingin.kernel.functions import Function, Menu, register

FULL, VIEW, HIDDEN = Grant.FULL, Grant.VIEW, Grant.HIDDEN
LINES = Function(
    "DED-1",
    "労金控除明細照会",
    Menu.ROKIN,
    "rokin:lines",
    changes_data=True,
    needs=frozenset({"ROKIN_DEDUCTION"}),
    needs_to_change=frozenset({"WEB_UPDATE"}),
)
USERS = Function(
    "USR-1", "契約ユーザー情報照会", Menu.SYSTEM, "accounts:users", changes_data=True, master_only=True
)
CHANGE = Function(
    "USR-7", "パスワード変更", Menu.COMMON, "accounts:password", changes_data=True, restrictable=False
)
UPDATE, INQUIRY, OTHER = {"ROKIN_DEDUCTION", "WEB_UPDATE"}, {"ROKIN_DEDUCTION"}, {"LEDGER", "WEB_UPDATE"}
WIDTH = [HIDDEN, VIEW, FULL]


@pytest.mark.parametrize(
    ("function", "role", "capabilities", "own", "grant"),
    [
        (LINES, Role.MASTER, UPDATE, None, FULL),
        (LINES, Role.MASTER, INQUIRY, None, VIEW),
        (LINES, Role.MASTER, OTHER, None, HIDDEN),
        (LINES, Role.MASTER, UPDATE, HIDDEN, FULL),  # nobody restricts the master
        (LINES, Role.GENERAL, UPDATE, FULL, FULL),
        (LINES, Role.GENERAL, UPDATE, VIEW, VIEW),
        (LINES, Role.GENERAL, UPDATE, HIDDEN, HIDDEN),
        (LINES, Role.GENERAL, UPDATE, None, HIDDEN),
        (LINES, Role.GENERAL, INQUIRY, FULL, VIEW),
        (LINES, Role.GENERAL, INQUIRY, VIEW, VIEW),
        (LINES, Role.GENERAL, INQUIRY, HIDDEN, HIDDEN),
        (LINES, Role.GENERAL, OTHER, FULL, HIDDEN),
        (USERS, Role.MASTER, set(), None, FULL),
        (USERS, Role.GENERAL, set(), FULL, HIDDEN),
        (CHANGE, Role.MASTER, set(), None, FULL),
        (CHANGE, Role.GENERAL, set(), None, FULL),
        (CHANGE, Role.GENERAL, set(), HIDDEN, FULL),
        (replace(CHANGE, needs=frozenset({"LEDGER"})), Role.GENERAL, set(), FULL, HIDDEN),
    ],
)
def test_the_narrowest_of_contract_role_and_grant_wins_usr_8(
    function: Function, role: Role, capabilities: set[str], own: Grant | None, grant: Grant
) -> None:
    grants = {} if own is None else {function.id: own.value}

    assert granted(function, role=role, capabilities=capabilities, grants=grants) is grant


@given(
    needs=st.frozensets(st.sampled_from("ABC")),
    needs_to_change=st.frozensets(st.sampled_from("ABC")),
    capabilities=st.frozensets(st.sampled_from("ABC")),
    own=st.sampled_from(Grant),
)
def test_a_general_user_never_has_more_than_the_master_gave_or_has_usr_8(
    needs: frozenset[str], needs_to_change: frozenset[str], capabilities: frozenset[str], own: Grant
) -> None:
    function = replace(LINES, needs=needs, needs_to_change=needs_to_change)
    grants = {function.id: own.value}

    general = granted(function, role=Role.GENERAL, capabilities=capabilities, grants=grants)
    master = granted(function, role=Role.MASTER, capabilities=capabilities, grants={})

    assert WIDTH.index(general) == min(WIDTH.index(own), WIDTH.index(master))


@pytest.mark.parametrize("role", [Role.BRANCH_STAFF, Role.BANK_STAFF, Role.FEDERATION])
def test_staff_have_no_function_of_an_organisation_bnk_3(role: Role) -> None:
    for function in (LINES, USERS):
        assert granted(function, role=role, capabilities=UPDATE, grants={}) is HIDDEN


def test_a_master_restricts_what_the_contract_has_and_general_users_may_have_usr_2(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ledger = Function(
        "LED-1", "元帳", Menu.LEDGER, "ledger:entries", changes_data=True, needs=frozenset({"LEDGER"})
    )
    monkeypatch.setattr(functions, "_functions", {})
    register(CHANGE, USERS, ledger, replace(LINES, id="DED-10"), replace(LINES, id="DED-2"))

    both = restrictable_functions(Contract(rokin_collection="LUMP_DEPOSIT", has_ledger=True))
    deductions = restrictable_functions(Contract(rokin_collection="LUMP_DEPOSIT"))

    assert [function.id for function in both] == ["DED-2", "DED-10", "LED-1"]
    assert [function.id for function in deductions] == ["DED-2", "DED-10"]
