"""1,000,000 lines received into PostgreSQL: flat memory, and the time beside a bare COPY of the same rows."""

import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.db import connection

from deductions.rokin.models import DeductionLine
from tests.deductions.received import contract_of_the_samples

from .test_core_files import MILLION, MOST_MEGABYTES, many
from .timing import report

pytestmark = [pytest.mark.bench, pytest.mark.postgresql]

RECEIVE = """
import resource, sys, time, django
from django.conf import settings
settings.DATABASES["default"]["NAME"] = sys.argv[2]
settings.RECEIVED_FILES_ROOT = sys.argv[3]
django.setup()
from datetime import UTC, datetime
from chingin.kernel.actors import SYSTEM
from chingin.kernel.receptions.receiving import receive
with open(sys.argv[1], "rb") as source:
    start = time.perf_counter()
    outcome = receive(source=source, name="big.dat", by=SYSTEM, at=datetime(2026, 11, 5, 1, tzinfo=UTC))
    taken = time.perf_counter() - start
print(len(outcome.taken), taken, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


@pytest.mark.django_db(transaction=True)
def test_a_million_lines_are_received_in_flat_memory(tmp_path: Path) -> None:
    contract_of_the_samples()
    many(tmp_path / "big.dat", MILLION)
    database = str(connection.settings_dict["NAME"])

    command = [sys.executable, "-c", RECEIVE, str(tmp_path / "big.dat"), database, str(tmp_path / "kept")]
    sets, seconds, kilobytes = subprocess.check_output(command, text=True).split()

    floor = copied_again(tmp_path / "rows.csv")
    report(
        f"receive {MILLION:,} lines, {int(kilobytes) // 1024} MB",
        {"COPY of the ready rows": floor * 1000, "receive": float(seconds) * 1000},
        baseline="COPY of the ready rows",
        repeats=1,
    )
    assert (sets, DeductionLine.objects.count()) == ("2", MILLION)
    assert int(kilobytes) < MOST_MEGABYTES * 1024


def copied_again(path: Path) -> float:
    """Seconds of one COPY of the same rows into an equal table."""
    names = ", ".join(f'"{field.column}"' for field in DeductionLine._meta.concrete_fields)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE again (LIKE rokin_deductionline INCLUDING ALL)")
        with path.open("wb") as file, cursor.copy(f"COPY rokin_deductionline ({names}) TO STDOUT") as rows:
            for block in rows:
                file.write(block)
        start = time.perf_counter()
        with path.open("rb") as file, cursor.copy(f"COPY again ({names}) FROM STDIN") as copy:
            while block := file.read(1024 * 1024):
                copy.write(block)
        return time.perf_counter() - start
