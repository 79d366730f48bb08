"""Many writers at once: one chain is written in turn, two chains never wait for each other."""

from datetime import datetime
from functools import partial

import pytest
from django.db import OperationalError, connection, models, transaction

from chingin.kernel.actors import Actor
from chingin.kernel.audit import contract_chain, record, verify_chain
from chingin.kernel.clock import JST
from chingin.kernel.models import OperationLog
from tests.kernel.threads import at_the_same_time

AT = datetime(2026, 11, 21, 9, 0, tzinfo=JST)
TARO = Actor("taro01", "労金 太郎")
CHAIN, OTHER = contract_chain("12345678"), contract_chain("87654321")

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


class Event(models.TextChoices):
    LINE_CHANGED = "rokin.line_changed", "控除明細の変更"


@transaction.atomic
def write(chain: str) -> int:
    return record(Event.LINE_CHANGED, chain=chain, by=TARO, at=AT).sequence


@transaction.atomic
def write_without_patience(chain: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '300ms'")
    return write(chain)


def test_twenty_writers_of_one_new_chain_leave_no_gap_and_an_intact_chain() -> None:
    sequences = at_the_same_time([partial(write, CHAIN)] * 20)

    assert sorted(sequences) == list(range(1, 21))
    assert verify_chain(CHAIN) is None


@pytest.mark.parametrize("known", [False, True], ids=["new chains", "known chains"])
def test_two_chains_do_not_wait_for_each_other(known: bool) -> None:
    for chain in (CHAIN, OTHER) if known else ():
        write(chain)

    with transaction.atomic():
        write(CHAIN)
        at_the_same_time([partial(write_without_patience, OTHER)])

    assert OperationLog.objects.filter(chain=OTHER).count() == 1 + known


@pytest.mark.parametrize("known", [False, True], ids=["new chain", "known chain"])
def test_two_writers_of_one_chain_do_wait(known: bool) -> None:
    for chain in (CHAIN,) if known else ():
        write(chain)

    with transaction.atomic():
        write(CHAIN)
        with pytest.raises(OperationalError, match="lock timeout"):
            at_the_same_time([partial(write_without_patience, CHAIN)])


def test_an_entry_that_is_rolled_back_leaves_no_gap() -> None:
    write(CHAIN)
    with transaction.atomic():
        write(CHAIN)
        transaction.set_rollback(True)

    assert write(CHAIN) == 2
    assert verify_chain(CHAIN) is None


def test_verifying_while_others_write_finds_nothing_wrong() -> None:
    def write_and_verify() -> object:
        return [write(CHAIN) and verify_chain(CHAIN) for _ in range(5)]

    assert at_the_same_time([write_and_verify] * 4) == [[None] * 5] * 4
