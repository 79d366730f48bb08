"""A union of 150,000 lines on its pay day: stops, 確定, 照合表 and its people, a file; and results taken.

Each step once on one cycle, beside one sum over its lines.
"""

import time
from collections.abc import Callable
from functools import partial
from io import BytesIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.models import Sum
from django.http import QueryDict
from pytest_django import Settings

from chingin.kernel.corefile.writing import OutgoingSet, write
from deductions.company.exchange import RESULTS
from deductions.company.models import Outcome
from deductions.groups.models import Cycle
from deductions.rokin.actions.deposits import confirm_deposit, send_deposit
from deductions.rokin.actions.stops import stop_deposits
from deductions.rokin.deposits.drilldown import DRILLDOWN
from deductions.rokin.deposits.reconciliation import lines_of_deposit, reconciliation
from deductions.rokin.deposits.standing import to_confirm
from deductions.rokin.models import DeductionLine
from tests.accounts.factories import ContractFactory
from tests.deductions.answered import answer, answered, exchange_cycle, result_header
from tests.deductions.crowds import crowd
from tests.deductions.factories import CycleFactory
from tests.deductions.rokin.pay_day import OTHER, PAY_DAY

from .timing import report

pytestmark = [pytest.mark.bench, pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]
LINES = 150_000
STOPPED = 3_000
ONE_SUM = "one sum over the lines"


class Watch:
    """Milliseconds of steps that can be done but once."""

    def __init__(self, cycle: Cycle) -> None:
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
        self.taken: dict[str, float] = {}
        self.of(ONE_SUM, partial(DeductionLine.objects.of_cycle(cycle).aggregate, sum=Sum("amount")))

    def of(self, name: str, step: Callable[[], object]) -> None:
        start = time.perf_counter()
        step()
        self.taken[name] = (time.perf_counter() - start) * 1000


def test_pay_day_of_150_000_lines(tmp_path: Path) -> None:
    cycle = CycleFactory.create(group__contract=ContractFactory.create(name_kana="ｼｹﾝﾛｳｸﾐ"))
    crowd(cycle, LINES)
    chosen = stoppable_of(cycle)[:STOPPED]
    watch = Watch(cycle)

    watch.of(
        "stop 3,000", lambda: stop_deposits(cycle=cycle, lines=chosen, reason="01", by=OTHER, at=PAY_DAY)
    )
    watch.of("照合表", partial(reconciliation, cycle))
    watch.of(
        "its people", lambda: DRILLDOWN.people(lines_of_deposit(cycle), QueryDict("kind=S"), lines="/lines/")
    )
    watch.of("確定", lambda: confirm_deposit(cycle=cycle, checked=to_confirm(cycle), by=OTHER, at=PAY_DAY))
    watch.of("照合表 after 確定", partial(reconciliation, cycle))
    send_deposit(cycle=cycle, version=1, by=OTHER, at=PAY_DAY)
    watch.of("transmit", partial(call_command, "transmit", "--kind", "50", "--out", tmp_path))

    report(f"pay day of {LINES:,} lines", watch.taken, baseline=ONE_SUM, repeats=1)
    assert reconciliation(cycle).total.agrees


def test_results_of_150_000_lines(settings: Settings, tmp_path: Path) -> None:
    settings.RECEIVED_FILES_ROOT = tmp_path
    cycle = exchange_cycle()
    crowd(cycle, LINES)
    lines = DeductionLine.objects.of_cycle(cycle).filter(amount__gt=0).iterator()
    stream = BytesIO()
    write(RESULTS, [OutgoingSet(result_header(cycle), map(answer, lines))], stream)
    watch = Watch(cycle)

    watch.of("receive kind 11", partial(answered, stream.getvalue()))

    report(f"results of {LINES:,} lines", watch.taken, baseline=ONE_SUM, repeats=1)
    assert Outcome.objects.count() == DeductionLine.objects.filter(amount__gt=0).count()


def stoppable_of(cycle: Cycle) -> list[int]:
    return list(DeductionLine.objects.of_cycle(cycle).filter(amount__gt=0).values_list("pk", flat=True))
