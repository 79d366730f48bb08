"""One list printed by a process of its own: `python -m tests.bench.printing stamped 3000 [times]`.

Says in JSON what each time cost in milliseconds of processor time, the first with imports and fonts, and the
peak of memory in MB.
"""

import json
import os
import resource
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import replace
from importlib import import_module
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, Any, Final

import django

if TYPE_CHECKING:
    from chingin.kernel.lists.edition import Edition

_WAYS: Final = {
    "stamped": ("chingin.kernel.lists.pdf", "write_pdf"),
    "plain": ("tests.kernel.lists.plain", "write_plain"),
}


def main(way: str, count: int, times: int) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chingin.settings.test")
    django.setup()
    # Of the product nothing may be imported before Django is ready.
    from tests.kernel.lists.deductions import REQUESTS, Deduction, edition, many  # noqa: PLC0415

    def rows(*, viewer: object, deductions: Iterable[Deduction]) -> Iterator[Deduction]:
        """As from a cursor: none is kept."""
        for number in range(count):
            yield replace(
                many(1)[0],
                department=f"第{number // 30:04}課",
                employee_number=f"{number:07}",
                amount=1_000 + 7 * number,
                account=f"{number * 37:07}",
                balance=number * 1_234,
            )

    asked = edition(of=replace(REQUESTS, rows=rows))
    costs = [_cost(way, asked) for _ in range(times)]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(json.dumps({"milliseconds": costs, "megabytes": peak}))


def _cost(way: str, asked: "Edition[Any]") -> float:
    start = time.process_time()
    module, function = _WAYS[way]
    write = getattr(import_module(module), function)
    with TemporaryFile() as target:
        write(asked, target)
    return (time.process_time() - start) * 1000


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
