"""What the database refuses of results, whoever asks for it."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from chingin.kernel.append_only import AppendOnlyViolation
from deductions.company.models import CycleResults, Outcome
from tests.accounts.factories import MasterFactory
from tests.deductions.company.factories import CycleResultsFactory, OutcomeFactory

pytestmark = pytest.mark.django_db
NOT_COLLECTED = {"outcome": "3", "collected": 0, "posted_on": None, "reason": "01"}


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"shortfall": 1}, "company_outcome_shortfall_is_the_rest"),
        ({"collected": 20_001}, "company_outcome_amounts_fit_the_files"),
        ({"collected": -1}, "company_outcome_amounts_fit_the_files"),
        ({"requested": 10_000_000_000}, "company_outcome_amounts_fit_the_files"),
        ({"balance": -1}, "company_outcome_amounts_fit_the_files"),
        ({"collected": 19_999}, "company_outcome_state_tells_what_was_collected"),
        ({"outcome": "2", "reason": "01"}, "company_outcome_state_tells_what_was_collected"),
        (
            {"outcome": "2", "reason": "01", "collected": 0},
            "company_outcome_state_tells_what_was_collected",
        ),
        ({**NOT_COLLECTED, "collected": 1}, "company_outcome_state_tells_what_was_collected"),
        ({**NOT_COLLECTED, "outcome": "5"}, "company_outcome_"),
        ({"reason": "01"}, "company_outcome_says_why_not"),
        ({**NOT_COLLECTED, "reason": ""}, "company_outcome_says_why_not"),
        ({"outcome": "2", "collected": 1}, "company_outcome_says_why_not"),
        ({**NOT_COLLECTED, "reason": "05"}, "company_outcome_codes_are_known"),
        ({"previous_reason": "05"}, "company_outcome_codes_are_known"),
        ({"agreement": "6"}, "company_outcome_codes_are_known"),
        ({"posted_on": None}, "company_outcome_is_posted_where_collected"),
        ({**NOT_COLLECTED, "posted_on": date(2026, 11, 26)}, "company_outcome_is_posted_where_collected"),
    ],
)
def test_an_outcome_that_cannot_be_is_refused(changes: dict[str, object], constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint):
        OutcomeFactory.create(**changes)


@pytest.mark.parametrize("changes", [{}, NOT_COLLECTED, {**NOT_COLLECTED, "outcome": "4", "reason": ""}])
def test_an_outcome_that_can_be_stands(changes: dict[str, object]) -> None:
    outcome = OutcomeFactory.create(**changes)

    assert Outcome.objects.get() == outcome


def test_a_line_has_one_outcome_in_a_version_and_one_more_in_the_next() -> None:
    first = OutcomeFactory.create()
    second = CycleResultsFactory.create(cycle=first.results.cycle, version=2)
    OutcomeFactory.create(results=second, line=first.line)

    with pytest.raises(IntegrityError), transaction.atomic():
        OutcomeFactory.create(results=first.results, line=first.line)


@pytest.mark.parametrize(("version", "message"), [(1, "UNIQUE|version_once_a_cycle"), (0, "count_from_one")])
def test_versions_of_a_cycle_count_from_one(version: int, message: str) -> None:
    first = CycleResultsFactory.create()

    with pytest.raises(IntegrityError, match=message):
        CycleResultsFactory.create(cycle=first.cycle, version=version)


@pytest.mark.parametrize("model", [CycleResults, Outcome])
def test_results_only_grow(model: type[CycleResults] | type[Outcome]) -> None:
    """Invariant 6: refused by the class, and by the database past it."""
    OutcomeFactory.create()

    with pytest.raises(AppendOnlyViolation):
        model.objects.get().delete()
    for statement in ("DELETE FROM {}", "UPDATE {} SET id = id"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement.format(model._meta.db_table))


def test_each_viewer_sees_their_own_contract_s_results() -> None:
    own = OutcomeFactory.create(results__cycle__group__contract__wage_exchange=True)
    OutcomeFactory.create()
    viewer = MasterFactory.create(contract=own.results.cycle.group.contract)

    assert list(Outcome.objects.visible_to(viewer)) == [own]
    assert list(CycleResults.objects.visible_to(viewer)) == [own.results]
