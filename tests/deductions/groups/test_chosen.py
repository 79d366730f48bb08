from datetime import date, timedelta

import pytest
from django.http import Http404, QueryDict
from django.test import override_settings

from deductions.groups.chosen import (
    CYCLES_OFFERED,
    NoCycleYet,
    cycle_of,
    cycle_of_group,
    cycles_offered,
    query_in,
    url_in,
)
from deductions.groups.guards import GroupRequest
from deductions.groups.models import Cycle, DepositGroup
from tests.deductions.factories import CycleFactory
from tests.deductions.groups.factories import DepositGroupFactory

pytestmark = pytest.mark.django_db


def asked(group: DepositGroup, query: str = "") -> GroupRequest:
    request = GroupRequest()
    request.group, request.GET = group, QueryDict(query)
    return request


def older(cycle: Cycle, *, days: int = 1) -> Cycle:
    deposit = date.fromisoformat(str(cycle.deposit_date)) - timedelta(days=days)
    return CycleFactory.create(
        group=cycle.group, pay_date=deposit, deposit_date=deposit, sequence=cycle.sequence + days
    )


@pytest.fixture
def cycle() -> Cycle:
    return CycleFactory.create()


def test_no_cycle_named_is_the_newest(cycle: Cycle) -> None:
    older(cycle)

    assert cycle_of(asked(cycle.group)) == cycle
    assert cycle_of(asked(cycle.group, "cycle=")) == cycle


def test_an_older_cycle_is_named(cycle: Cycle) -> None:
    before = older(cycle)

    assert cycle_of(asked(cycle.group, f"cycle={before.pk}")) == before


@pytest.mark.parametrize("named", ["0", "x", "１", "-1", "9" * 18, "9" * 40])
def test_what_is_no_cycle_is_404(cycle: Cycle, named: str) -> None:
    with pytest.raises(Http404):
        cycle_of(asked(cycle.group, f"cycle={named}"))


def test_another_group_s_cycle_is_404(cycle: Cycle) -> None:
    sister = CycleFactory.create(group=DepositGroupFactory.create(contract=cycle.group.contract))

    with pytest.raises(Http404):
        cycle_of(asked(cycle.group, f"cycle={sister.pk}"))
    with pytest.raises(Http404):
        cycle_of_group(asked(cycle.group), sister.pk)
    assert cycle_of_group(asked(sister.group), sister.pk) == sister


def test_before_the_first_file_there_is_no_cycle_to_work_on() -> None:
    with pytest.raises(NoCycleYet):
        cycle_of(asked(DepositGroupFactory.create()))


def test_the_newest_cycles_are_offered_and_the_chosen_one_though_it_is_older(cycle: Cycle) -> None:
    request = asked(cycle.group)
    others = [older(cycle, days=days) for days in range(1, CYCLES_OFFERED + 1)]

    assert cycles_offered(request, chosen=cycle) == (cycle, *others[:-1])
    assert cycles_offered(request, chosen=others[-1]) == (cycle, *others)


@override_settings(ROOT_URLCONF="chingin.urls.certificate")
def test_the_ways_on_stay_in_the_cycle(cycle: Cycle) -> None:
    query = query_in(asked(cycle.group, "page=2&cycle="), cycle)

    assert query.urlencode() == f"page=2&cycle={cycle.pk}"
    assert url_in(cycle, "rokin:lines") == f"/rokin/lines/?cycle={cycle.pk}"
