"""Timing that can be compared: several runs in turn, the median, always beside a baseline of the same run."""

import json
import sys
import time
from collections.abc import Callable, Mapping
from statistics import median

REPEATS = 9


def medians(subjects: Mapping[str, Callable[[], object]], *, repeats: int = REPEATS) -> dict[str, float]:
    """Median milliseconds of each, in turn (A B A B …), so that a drift of the machine hits all alike."""
    taken: dict[str, list[float]] = {name: [] for name in subjects}
    for _ in range(repeats):
        for name, subject in subjects.items():
            start = time.perf_counter()
            subject()
            taken[name].append((time.perf_counter() - start) * 1000)
    return {name: median(times) for name, times in taken.items()}


def report(title: str, measured: Mapping[str, float], *, baseline: str, repeats: int = REPEATS) -> None:
    """A table for people and a line of JSON for machines, for `make bench`, which does not capture."""
    lines = [f"\n{title} ({f'median of {repeats}' if repeats > 1 else 'once'}, ratio to {baseline})"]
    lines += [f"  {name:<40} {ms:9.2f} ms {ms / measured[baseline]:7.2f}" for name, ms in measured.items()]
    lines.append(
        json.dumps({"title": title, "baseline": baseline, "milliseconds": dict(measured)}, ensure_ascii=False)
    )
    sys.stdout.write("\n".join(lines) + "\n")
