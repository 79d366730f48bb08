"""LOGIN-5: the steps of the month on the information screen."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from pytest_django import DjangoAssertNumQueries

from accounts.members import member_of
from accounts.models import Collection
from chingin.kernel.actors import Actor
from chingin.portal.schedules import WAITING, rokin_schedule
from chingin.portal.sections import Kind, Step, Viewer
from deductions.groups.models import Cycle, DepositGroup, PayKind
from deductions.rokin.actions.deposits import accept_deposit, send_deposit
from tests.accounts.factories import ContractFactory, MasterFactory
from tests.deductions.company.factories import CycleResultsFactory
from tests.deductions.factories import DEADLINE, IN_TIME, CycleFactory
from tests.deductions.groups.factories import DepositGroupFactory
from tests.deductions.rokin.pay_day import CLOSED, PAY_DAY, confirmed, undone

pytestmark = pytest.mark.django_db
PAST = datetime(2026, 12, 1, 0, 0, tzinfo=UTC)


@pytest.fixture
def group() -> DepositGroup:
    return DepositGroupFactory.create(
        contract=ContractFactory.create(rokin_collection=Collection.LUMP_DEPOSIT)
    )


def viewer(group: DepositGroup | None, *, at: datetime = IN_TIME) -> Viewer:
    contract = group.contract if group else ContractFactory.create()
    member = member_of(MasterFactory.create(contract=contract), address="192.0.2.1")
    return Viewer(member=member, group=group, at=at)


def told(steps: list[Step]) -> dict[str, tuple[str, Kind, str]]:
    return {
        step.label.removeprefix("2026年11月 月例 "): (step.state, step.kind, step.deadline) for step in steps
    }


def test_before_the_deadline_lines_may_be_changed_and_the_company_waits(group: DepositGroup) -> None:
    cycle = CycleFactory.create(group=group)

    steps = list(rokin_schedule(viewer(group)))

    assert told(steps) == {
        "控除依頼データの受信": ("受信済み", Kind.DONE, "2026年11月2日(月) 9:00"),
        "明細の登録・変更・解除": ("受付中(あと5日)", Kind.NOW, "2026年11月10日(火) 20:00まで"),
        "企業宛控除依頼書の出力": (
            "更新締切のあと",
            Kind.LATER,
            "更新締切 2026年11月10日(火) 20:00、支給日 2026年11月25日(水)",
        ),
        "入金中止・確定": (
            "これから",
            Kind.LATER,
            "2026年11月25日(水) 0:00から2026年11月25日(水) 15:00まで",
        ),
        "まとめ入金の送信": ("確定のあと", Kind.LATER, "2026年11月25日(水) 15:00まで"),
        "労金の受付": ("送信のあと", Kind.LATER, ""),
        "入金予定日": ("これから", Kind.LATER, "2026年11月26日(木)"),
    }
    assert [step.url.partition("?")[2] for step in steps[:3]] == [f"cycle={cycle.pk}"] * 3


@pytest.mark.parametrize(
    ("at", "state"),
    [
        (datetime(2026, 11, 10, 8, 30, tzinfo=UTC), "受付中(あと2時間)"),
        (datetime(2026, 11, 10, 10, 59, tzinfo=UTC), "受付中(あと1分)"),
        (DEADLINE, "締切後"),
    ],
)
def test_the_time_left_is_told_until_the_deadline(group: DepositGroup, at: datetime, state: str) -> None:
    CycleFactory.create(group=group)

    assert told(list(rokin_schedule(viewer(group, at=at))))["明細の登録・変更・解除"][0] == state


@pytest.mark.parametrize(
    ("at", "company", "deposit"),
    [
        (DEADLINE, ("出力できます", Kind.NOW), ("これから", Kind.LATER)),
        (datetime(2026, 11, 26, 3, 0, tzinfo=UTC), ("支給日を過ぎました", Kind.DONE), ("本日", Kind.NOW)),
        (PAST, ("支給日を過ぎました", Kind.DONE), ("済み", Kind.DONE)),
    ],
)
def test_after_the_deadline_the_company_is_next(
    group: DepositGroup, at: datetime, company: tuple[str, Kind], deposit: tuple[str, Kind]
) -> None:
    CycleFactory.create(group=group)

    steps = told(list(rokin_schedule(viewer(group, at=at))))

    assert (steps["企業宛控除依頼書の出力"][:2], steps["入金予定日"][:2]) == (company, deposit)


def deposit_of(seen: Viewer, *, at: datetime) -> list[tuple[str, Kind]]:
    """State and kind of 入金中止・確定, 送信, 受付."""
    steps = told(list(rokin_schedule(replace(seen, at=at))))
    return [steps[name][:2] for name in ("入金中止・確定", "まとめ入金の送信", "労金の受付")]


def test_the_steps_of_the_deposit_tell_what_has_been_done(group: DepositGroup) -> None:
    cycle, bank = CycleFactory.create(group=group), Actor("honten01", "本店　守")
    seen = viewer(group, at=PAY_DAY)
    later = ("送信のあと", Kind.LATER)

    assert deposit_of(seen, at=PAY_DAY) == [
        ("受付中(あと5時間)", Kind.NOW),
        ("確定のあと", Kind.LATER),
        later,
    ]
    confirmed(cycle)
    assert deposit_of(seen, at=PAY_DAY) == [
        ("確定済み(第1版)", Kind.DONE),
        ("送信できます", Kind.NOW),
        later,
    ]
    request = send_deposit(cycle=cycle, version=1, by=bank, at=PAY_DAY)
    assert deposit_of(seen, at=PAY_DAY)[1:] == [("送信済み", Kind.DONE), ("受付待ち", Kind.NOW)]
    accept_deposit(request=request, by=bank, at=PAY_DAY)
    steps = told(list(rokin_schedule(seen)))
    assert steps["労金の受付"] == ("受付済み", Kind.DONE, "2026年11月25日(水) 10:00")


def test_what_the_deposit_s_window_closed_upon_is_late(group: DepositGroup) -> None:
    cycle, seen = CycleFactory.create(group=group), viewer(group)

    assert deposit_of(seen, at=CLOSED)[0] == ("確定しないまま締切を過ぎました", Kind.LATE)
    confirmed(cycle)
    assert deposit_of(seen, at=CLOSED)[1] == ("送信しないまま締切を過ぎました", Kind.LATE)
    undone(cycle)
    assert deposit_of(seen, at=CLOSED)[0] == ("確定しないまま締切を過ぎました", Kind.LATE)


def test_who_only_looks_at_a_lump_deposit_has_no_steps_of_it() -> None:
    cycle = CycleFactory.create(group__contract=ContractFactory.create(inquiry=True))

    assert "入金中止・確定" not in told(list(rokin_schedule(viewer(cycle.group))))


def test_where_results_come_back_their_day_is_told() -> None:
    contract = ContractFactory.create(rokin_collection=Collection.WAGE_EXCHANGE)
    group = DepositGroupFactory.create(contract=contract)
    CycleFactory.create(group=group)

    steps = told(list(rokin_schedule(viewer(group))))

    assert steps["控除結果の公開"] == ("これから", Kind.LATER, "2026年11月27日(金)")


@pytest.mark.parametrize("at", [datetime(2026, 11, 27, 3, 0, tzinfo=UTC), PAST])
def test_from_their_day_on_results_are_waited_for_until_they_are_there(at: datetime) -> None:
    cycle = CycleFactory.create(group__contract__wage_exchange=True)

    steps = told(list(rokin_schedule(viewer(cycle.group, at=at))))

    assert steps["控除結果の公開"] == ("受信待ち", Kind.NOW, "2026年11月27日(金)")


@pytest.mark.parametrize(("versions", "state"), [(1, "公開済み"), (2, "公開済み(訂正 第2版)")])
def test_results_that_are_there_are_done_and_lead_to_their_lists(versions: int, state: str) -> None:
    cycle = CycleFactory.create(group__contract__wage_exchange=True)
    for version in range(1, versions + 1):
        CycleResultsFactory.create(cycle=cycle, version=version)

    step = list(rokin_schedule(viewer(cycle.group)))[-1]

    assert (step.state, step.kind, step.deadline) == (state, Kind.DONE, "2026年11月27日(金) 9:00")
    assert step.url == f"/company/results/?cycle={cycle.pk}"


def test_without_a_cycle_one_waits_and_without_a_group_there_is_nothing(group: DepositGroup) -> None:
    assert rokin_schedule(viewer(group)) == (WAITING,)
    assert rokin_schedule(viewer(None)) == ()


def bonus(group: DepositGroup, sequence: int = 1) -> Cycle:
    """December 10, results on the 14th."""
    return CycleFactory.create(
        group=group,
        pay_kind=PayKind.BONUS,
        sequence=sequence,
        month="202612",
        pay_date=date(2026, 12, 10),
        deposit_date=date(2026, 12, 11),
        results_on=date(2026, 12, 14),
        confirmation_deadline=datetime(2026, 12, 10, 6, 0, tzinfo=UTC),
    )


def december(group: DepositGroup) -> Cycle:
    return CycleFactory.create(
        group=group,
        month="202612",
        pay_date=date(2026, 12, 25),
        deposit_date=date(2026, 12, 28),
        results_on=date(2026, 12, 29),
        confirmation_deadline=datetime(2026, 12, 25, 6, 0, tzinfo=UTC),
    )


def cycles_in(steps: list[Step]) -> list[str]:
    """Which cycles are told of, in their order."""
    return list(dict.fromkeys(step.label.rpartition(" ")[0] for step in steps))


@pytest.mark.parametrize(
    ("on", "told_of"),
    [
        (date(2026, 11, 5), ["2026年11月 月例", "2026年12月 一時金"]),
        (date(2026, 11, 27), ["2026年11月 月例", "2026年12月 一時金"]),
        (date(2026, 11, 28), ["2026年12月 一時金"]),
        (date(2027, 1, 5), ["2026年12月 一時金"]),
    ],
)
def test_cycles_are_told_until_their_results_the_next_deposit_first_and_never_none(
    group: DepositGroup, on: date, told_of: list[str]
) -> None:
    bonus(group)
    CycleFactory.create(group=group)
    at = datetime(on.year, on.month, on.day, 3, 0, tzinfo=UTC)

    assert cycles_in(list(rokin_schedule(viewer(group, at=at)))) == told_of


def test_of_more_open_cycles_than_fit_those_due_first_are_told(group: DepositGroup) -> None:
    december(group)
    bonus(group, 2)
    bonus(group)
    CycleFactory.create(group=group)

    steps = list(rokin_schedule(viewer(group)))

    assert cycles_in(steps) == ["2026年11月 月例", "2026年12月 一時金", "2026年12月 一時金 第2回"]


@pytest.mark.parametrize("variant", [{"inquiry": True}, {"inquiry": True, "wage_exchange": True}])
def test_who_may_only_look_is_not_told_to_change_lines_and_need_not_wait_with_the_request(
    variant: dict[str, bool],
) -> None:
    """CON-4: a contract of 照会 has nothing to wait for."""
    cycle = CycleFactory.create(group__contract=ContractFactory.create(**variant))

    steps = told(list(rokin_schedule(viewer(cycle.group))))

    assert "明細の登録・変更・解除" not in steps
    assert steps["企業宛控除依頼書の出力"] == ("出力できます", Kind.NOW, "支給日 2026年11月25日(水)")


@pytest.mark.parametrize("variant", [{}, {"wage_exchange": True}, {"inquiry": True}])
def test_the_steps_cost_two_queries_however_many_cycles_and_lines(
    variant: dict[str, bool], django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    group = DepositGroupFactory.create(contract=ContractFactory.create(**variant))
    for cycle in (CycleFactory.create(group=group), bonus(group), december(group)):
        CycleResultsFactory.create(cycle=cycle)
        confirmed(cycle)
    seen = viewer(group)

    with django_assert_max_num_queries(2):
        rokin_schedule(seen)
