"""USR-8, CON-4: the steps of the month lead nobody to a page that would refuse them."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Final

import pytest
from django.test import Client

from accounts.members import member_of
from accounts.models import Grant
from chingin.kernel.actors import Actor
from chingin.kernel.models import OperationLog, Result
from chingin.portal.schedules import rokin_schedule
from chingin.portal.sections import Kind, Step, Viewer
from deductions.groups.models import DepositGroup
from deductions.rokin.actions.deposits import send_deposit
from tests.accounts.browsers import logged_in
from tests.accounts.factories import GeneralUserFactory
from tests.deductions.company.factories import CycleResultsFactory
from tests.deductions.factories import DEADLINE, IN_TIME, CycleFactory
from tests.deductions.groups.factories import DepositGroupFactory
from tests.deductions.rokin.pay_day import PAY_DAY, confirmed

pytestmark = pytest.mark.django_db
BANK: Final = {"控除依頼データの受信": "", "入金予定日": ""}


@pytest.fixture
def group() -> DepositGroup:
    return DepositGroupFactory.create()


def clerk(group: DepositGroup, grants: dict[str, Grant], *, at: datetime = IN_TIME) -> Viewer:
    """A general user; what is not granted is hidden."""
    user = GeneralUserFactory.create(contract=group.contract, grants=grants)
    return Viewer(member=member_of(user, address="192.0.2.1"), group=group, at=at)


def named(label: str, steps: Sequence[Step]) -> list[Step]:
    return [step for step in steps if step.label == f"2026年11月 月例 {label}"]


@pytest.mark.parametrize(
    ("grants", "path"),
    [
        ({"DED-1": Grant.FULL}, "/rokin/lines/"),
        ({"DED-1": Grant.VIEW, "DED-2": Grant.FULL}, "/rokin/lines/"),
        ({"DED-2": Grant.FULL}, "/rokin/lines/new/"),
        ({"DED-1": Grant.VIEW, "DED-2": Grant.VIEW}, None),
        ({}, None),
    ],
)
def test_only_who_may_change_lines_is_told_to(
    group: DepositGroup, grants: dict[str, Grant], path: str | None
) -> None:
    """USR-8."""
    cycle = CycleFactory.create(group=group)

    steps = named("明細の登録・変更・解除", rokin_schedule(clerk(group, grants)))

    assert [step.url for step in steps] == ([f"{path}?cycle={cycle.pk}"] if path else [])


def test_the_form_of_a_new_line_is_offered_until_the_deadline(group: DepositGroup) -> None:
    CycleFactory.create(group=group)

    [step] = named("明細の登録・変更・解除", rokin_schedule(clerk(group, {"DED-2": Grant.FULL}, at=DEADLINE)))

    assert (step.state, step.url) == ("締切後", "")


@pytest.mark.parametrize(
    ("grants", "links"),
    [
        ({}, BANK),
        ({"DED-4": Grant.VIEW}, {**BANK, "控除依頼データの受信": "/rokin/lists/"}),
        ({"DED-5": Grant.FULL}, {**BANK, "控除依頼データの受信": "/rokin/exports/"}),
        ({"DED-6": Grant.VIEW}, {**BANK, "企業宛控除依頼書の出力": "/company/lists/"}),
        ({"DED-7": Grant.FULL}, {**BANK, "企業宛控除依頼書の出力": "/company/exports/"}),
        ({"DED-8": Grant.FULL}, {**BANK, "入金中止・確定": "/rokin/stops/"}),
        (
            {"DED-9": Grant.FULL},
            {
                **BANK,
                "入金中止・確定": "/rokin/deposits/",
                "まとめ入金の送信": "/rokin/deposits/",
                "労金の受付": "/rokin/deposits/",
            },
        ),
    ],
)
def test_what_is_hidden_is_not_asked_for_what_the_bank_does_is_told_without_a_link(
    group: DepositGroup, grants: dict[str, Grant], links: dict[str, str]
) -> None:
    """USR-8."""
    cycle = CycleFactory.create(group=group)
    request = confirmed(cycle)
    send_deposit(cycle=cycle, version=request.version, by=Actor("honten01", "本店　守"), at=PAY_DAY)

    steps = rokin_schedule(clerk(group, grants))

    found = {step.label.removeprefix("2026年11月 月例 "): step.url for step in steps}
    assert found == {name: url and f"{url}?cycle={cycle.pk}" for name, url in links.items()}


@pytest.mark.parametrize(("grant", "state"), [(Grant.FULL, "送信できます"), (Grant.VIEW, "送信待ち")])
def test_who_may_only_look_is_not_told_to_send(group: DepositGroup, grant: Grant, state: str) -> None:
    """USR-8: 閲覧のみ."""
    confirmed(CycleFactory.create(group=group))

    [step] = named("まとめ入金の送信", rokin_schedule(clerk(group, {"DED-9": grant}, at=PAY_DAY)))

    assert (step.state, step.kind) == (state, Kind.NOW)


@pytest.mark.parametrize(("grant", "link"), [(Grant.VIEW, "/company/results/?cycle={}"), (Grant.HIDDEN, "")])
def test_results_are_told_to_all_and_linked_for_who_sees_them(grant: Grant, link: str) -> None:
    """USR-8."""
    cycle = CycleFactory.create(group__contract__wage_exchange=True)
    CycleResultsFactory.create(cycle=cycle)

    [step] = named("控除結果の公開", rokin_schedule(clerk(cycle.group, {"DED-11": grant})))

    assert (step.state, step.url) == ("公開済み", link.format(cycle.pk))


@pytest.mark.usefixtures("doors")
@pytest.mark.parametrize("wage_exchange", [False, True])
@pytest.mark.parametrize("number", range(1, 12))
def test_no_link_of_the_screen_is_refused_and_the_log_knows_of_no_attempt(
    *, wage_exchange: bool, number: int
) -> None:
    """USR-8: whatever the one function is that the master granted."""
    cycle = CycleFactory.create(group__contract__wage_exchange=wage_exchange)
    granted = {f"DED-{number}": Grant.VIEW}
    client = logged_in(GeneralUserFactory.create(contract=cycle.group.contract, grants=granted))

    answers = [client.get(url).status_code for url in links_of(client)]

    assert set(answers) <= {200}
    assert not OperationLog.objects.filter(result=Result.REFUSED).exists()


def links_of(client: Client) -> list[str]:
    page = client.get("/information/").content.decode()
    [tasks] = re.findall(r'<ol class="tasks">(.*?)</ol>', page, re.DOTALL)
    return re.findall(r'href="([^"]+)"', tasks)
