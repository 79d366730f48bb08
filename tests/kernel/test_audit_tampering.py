"""Whoever changes the operation log behind our back is found out, even as the database's owner."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.db import connection, models

from chingin.kernel import audit
from chingin.kernel.actors import Actor
from chingin.kernel.audit import Broken, Fault, chains, contract_chain, record, verify_chain
from chingin.kernel.clock import JST
from chingin.kernel.models import OperationLog, OperationLogChain

AT = datetime(2026, 11, 21, 9, 0, tzinfo=JST)
TARO = Actor("taro01", "労金 太郎", "192.0.2.7")
CHAIN = contract_chain("12345678")
OTHER = contract_chain("87654321")

pytestmark = pytest.mark.django_db


class Event(models.TextChoices):
    LINE_CHANGED = "rokin.line_changed", "控除明細の変更"


def run(sql: str, *parameters: str | int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)


@pytest.fixture(autouse=True)
def log() -> None:
    """Five entries in CHAIN, one in OTHER, and the owner of the database has dropped the triggers."""
    for number in range(5):
        record(
            Event.LINE_CHANGED, chain=CHAIN, by=TARO, at=AT, target=f"明細 {number}", detail={"after": 1000}
        )
    record(Event.LINE_CHANGED, chain=OTHER, by=TARO, at=AT)
    on_table = " ON kernel_operationlog" if connection.vendor == "postgresql" else ""
    for event in ("change", "truncate", "update", "delete"):
        run(f"DROP TRIGGER IF EXISTS kernel_operationlog_no_{event}{on_table}")


def test_an_intact_chain_is_intact() -> None:
    assert verify_chain(CHAIN) is None
    assert verify_chain(OTHER) is None
    assert verify_chain(audit.SYSTEM_CHAIN) is None


@pytest.mark.parametrize(
    "change",
    [
        "target = '明細 9'",
        "user_id = 'hanako'",
        "at = '2026-11-20 00:00:00+00:00'",
        "result = 'FAILED'",
        """detail = '{"after": 1}'""",
        "previous_hash = hash",
        "hash = previous_hash",
    ],
)
def test_a_changed_entry_is_named(change: str) -> None:
    run(f"UPDATE kernel_operationlog SET {change} WHERE chain = %s AND sequence = 3", CHAIN)  # noqa: S608

    assert verify_chain(CHAIN) == Broken(CHAIN, 3, Fault.CHANGED)


def test_a_forged_entry_with_a_fitting_hash_breaks_the_next_link() -> None:
    forged = OperationLog.objects.get(chain=CHAIN, sequence=3)
    forged.target = "明細 9"
    run(
        "UPDATE kernel_operationlog SET target = %s, hash = %s WHERE id = %s",
        forged.target,
        audit._hash(forged),
        forged.pk,
    )

    assert verify_chain(CHAIN) == Broken(CHAIN, 4, Fault.UNLINKED)


def test_a_forged_last_entry_with_a_fitting_hash_does_not_fit_the_head() -> None:
    forged = OperationLog.objects.get(chain=CHAIN, sequence=5)
    forged.target = "明細 9"
    run(
        "UPDATE kernel_operationlog SET target = %s, hash = %s WHERE id = %s",
        forged.target,
        audit._hash(forged),
        forged.pk,
    )

    assert verify_chain(CHAIN) == Broken(CHAIN, 5, Fault.HEAD)


@pytest.mark.parametrize("sequence", [1, 3, 4])
def test_a_deleted_entry_is_named(sequence: int) -> None:
    run("DELETE FROM kernel_operationlog WHERE chain = %s AND sequence = %s", CHAIN, sequence)

    assert verify_chain(CHAIN) == Broken(CHAIN, sequence, Fault.MISSING)


@pytest.mark.parametrize("kept", [0, 2, 4])
def test_a_cut_tail_is_named(kept: int) -> None:
    run("DELETE FROM kernel_operationlog WHERE chain = %s AND sequence > %s", CHAIN, kept)

    assert verify_chain(CHAIN) == Broken(CHAIN, kept + 1, Fault.CUT)


def put_head_back() -> None:
    entry = OperationLog.objects.get(chain=CHAIN, sequence=4)
    OperationLogChain.objects.filter(name=CHAIN).update(last_sequence=4, last_hash=entry.hash)


def empty_head() -> None:
    OperationLogChain.objects.filter(name=CHAIN).update(last_sequence=0, last_hash="")


def change_head_s_hash() -> None:
    OperationLogChain.objects.filter(name=CHAIN).update(last_hash="0" * 64)


@pytest.mark.parametrize(
    ("tamper", "sequence"), [(put_head_back, 4), (empty_head, 0), (change_head_s_hash, 5)]
)
def test_an_altered_head_is_named(tamper: Callable[[], None], sequence: int) -> None:
    tamper()

    assert verify_chain(CHAIN) == Broken(CHAIN, sequence, Fault.HEAD)


def test_a_deleted_head_is_named_and_its_chain_is_not_forgotten() -> None:
    OperationLogChain.objects.filter(name=CHAIN).delete()

    assert list(chains()) == [CHAIN, OTHER]
    assert verify_chain(CHAIN) == Broken(CHAIN, 1, Fault.HEAD)


def test_a_fresh_head_without_entries_is_intact() -> None:
    OperationLogChain.objects.create(name="bank:9999")

    assert verify_chain("bank:9999") is None


def test_another_chain_does_not_suffer() -> None:
    run("DELETE FROM kernel_operationlog WHERE chain = %s AND sequence = 3", CHAIN)

    assert verify_chain(OTHER) is None


def test_the_finding_is_a_sentence_for_the_operator() -> None:
    assert str(Broken(CHAIN, 3, Fault.MISSING)) == "系列 contract:12345678 の連番 3: 記録が削除されています"
