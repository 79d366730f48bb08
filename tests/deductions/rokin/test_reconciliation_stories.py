"""照合表 of まとめ入金 over all that may come: the chain holds and is what Python sums up (DED-9)."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from deductions.groups.models import Cycle
from deductions.rokin.deposits.reconciliation import STEPS, DepositFigures, reconciliation
from deductions.rokin.models import DeductionLine, DepositStop, LineKind, LineUpdate, Update
from deductions.rokin.rules import MAX_AMOUNT, Terms, net_update
from tests.deductions.factories import IN_TIME, CycleFactory, DeductionLineFactory
from tests.deductions.rokin.pay_day import PAY_DAY

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Story:
    """One line: what the bank asked for (None: made on the web), each amount since, whether it is stopped."""

    subject: str
    asked: int | None
    since: tuple[int, ...]
    is_stopped: bool

    @property
    def now(self) -> int:
        return (self.asked or 0, *self.since)[-1]


amounts = st.integers(1, MAX_AMOUNT)
savings = st.builds(
    Story,
    st.sampled_from(["10", "20"]),
    amounts,
    st.lists(amounts | st.just(0), max_size=3).map(tuple),
    st.booleans(),
)
own = st.builds(
    Story,
    st.sampled_from(["10", "21"]),
    st.none(),
    st.builds(lambda first, rest: (first, *rest), amounts, st.lists(amounts | st.just(0), max_size=2)),
    st.booleans(),
)
loans = st.builds(Story, st.sampled_from(["51", "59"]), amounts, st.just(()), st.booleans())


def lived(cycle: Cycle, stories: list[Story]) -> None:
    """The stories' lines, histories and stops."""
    for number, story in enumerate(stories):
        line = _line(cycle, story, number)
        before = story.asked or 0
        for version, amount in enumerate(story.since, 2 if story.asked else 1):
            kind = Update.CHANGE if amount else Update.CANCEL
            LineUpdate.objects.create(
                line=line,
                version=version,
                kind=kind,
                amount_before=before,
                amount_after=amount,
                at=IN_TIME + timedelta(minutes=version),
                user_id="x",
            )
            before = amount
        if story.is_stopped and story.now:
            DepositStop.objects.create(line=line, reason="01", set_at=PAY_DAY, set_by="x", set_by_name="x")


def _line(cycle: Cycle, story: Story, number: int) -> DeductionLine:
    asked = story.asked or 0
    update = net_update(is_own=story.asked is None, requested=Terms(asked, ""), now=Terms(story.now, ""))
    more = {} if story.asked else {"line_key": "", "received_movement": "1"}
    return DeductionLineFactory.create(
        cycle=cycle,
        employee_number=f"{number // 2:06}",
        subject=story.subject,
        kind=LineKind.LOAN if story.subject >= "50" else LineKind.SAVINGS,
        requested=asked,
        amount=story.now,
        update=Update(update),
        version=len(story.since) + (1 if story.asked else 0),
        **more,
    )


def summed(stories: list[Story]) -> DepositFigures:
    """By hand; no line is broken."""
    asked, now = sum(story.asked or 0 for story in stories), sum(story.now for story in stories)
    held = sum(story.now for story in stories if story.is_stopped)
    count = sum(1 for story in stories if story.now)
    return DepositFigures(count, asked, now - asked, now, held, now - held, 0)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(savings | own | loans, max_size=6))
def test_whatever_happens_the_chain_holds_and_is_what_python_sums_up(stories: list[Story]) -> None:
    with transaction.atomic():
        cycle = CycleFactory.create()
        lived(cycle, stories)
        found = reconciliation(cycle)
        transaction.set_rollback(True)

    rows = {part.label: part.figures for part in found.parts}
    assert found.total == summed(stories)
    for subject in {story.subject for story in stories if story.asked or story.now}:
        [of] = [figures for label, figures in rows.items() if label.startswith(subject)]
        assert of == summed([story for story in stories if story.subject == subject])
    steps = {name: found.chain[name].yen for name in STEPS}
    web = steps["new"] + steps["increased"] - steps["decreased"] - steps["cancelled"]
    assert steps["received"] + web == steps["requested"]
    assert steps["requested"] - steps["stopped"] == steps["deposit"]
    assert min(steps.values()) >= 0
