"""Results and outcomes: the valid default; a test states only what matters to it."""

from datetime import UTC, date, datetime

import factory
from factory.django import DjangoModelFactory

from deductions.company.models import Agreement, CycleResults, Outcome, OutcomeState
from tests.deductions.factories import CycleFactory, DeductionLineFactory, ReceptionFactory


class CycleResultsFactory(DjangoModelFactory[CycleResults]):
    """The first version, out on the day of November's results."""

    class Meta:
        model = CycleResults

    cycle = factory.SubFactory(CycleFactory)
    version = 1
    reception = factory.SubFactory(
        ReceptionFactory, kind="11", totals={"依頼金額合計": 20_000, "控除金額合計": 20_000}, count=1
    )
    published_at = datetime(2026, 11, 27, 0, 0, tzinfo=UTC)
    contract_name = factory.SelfAttribute("cycle.group.contract.name")
    group_name = factory.SelfAttribute("cycle.group.name")


class OutcomeFactory(DjangoModelFactory[Outcome]):
    """Collected as asked (済)."""

    class Meta:
        model = Outcome

    results = factory.SubFactory(CycleResultsFactory)
    line = factory.SubFactory(DeductionLineFactory, cycle=factory.SelfAttribute("..results.cycle"))
    requested = factory.SelfAttribute("line.amount")
    collected = factory.SelfAttribute("requested")
    shortfall = factory.LazyAttribute(lambda of: of.requested - of.collected)
    outcome = OutcomeState.COLLECTED
    reason = ""
    previous_reason = ""
    posted_on = date(2026, 11, 26)
    balance = 360_000
    answered_kana = factory.SelfAttribute("line.name_kana")
    agreement = Agreement.AGREES
