"""What became of the deductions that were asked for (控除結果)."""

from .outcome import Agreement, Outcome, OutcomeQuerySet, OutcomeState
from .results import CycleResults, CycleResultsQuerySet

__all__ = [
    "Agreement",
    "CycleResults",
    "CycleResultsQuerySet",
    "Outcome",
    "OutcomeQuerySet",
    "OutcomeState",
]
