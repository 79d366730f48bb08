"""The operation log (操作ログ): what an entry holds, and what is refused."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import IntegrityError, models, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from chingin.kernel import audit
from chingin.kernel.actors import SYSTEM, Actor
from chingin.kernel.audit import (
    JSON,
    NotInTransaction,
    Result,
    bank_chain,
    contract_chain,
    record,
    verify_chain,
)
from chingin.kernel.clock import JST
from chingin.kernel.models import OperationLog, OperationLogChain
from chingin.kernel.secrecy import SecretRefused

AT = datetime(2026, 11, 21, 9, 0, tzinfo=JST)
TARO = Actor("taro01", "労金 太郎", "192.0.2.7")
CHAIN = contract_chain("12345678")
HASH = "0" * 64


class Event(models.TextChoices):
    LINE_CHANGED = "rokin.line_changed", "控除明細の変更"


@pytest.mark.django_db
def test_an_entry_holds_who_did_what_when_from_where() -> None:
    record(
        Event.LINE_CHANGED,
        chain=CHAIN,
        by=TARO,
        at=AT,
        function="DED-8",
        target="職員 000123",
        result=Result.REFUSED,
        detail={"before": 1000, "after": 2000, "reasons": ["本人申出", None, True]},
    )

    entry = OperationLog.objects.get()
    assert (entry.chain, entry.sequence, entry.at) == ("contract:12345678", 1, AT)
    assert (entry.user_id, entry.user_name, entry.address) == ("taro01", "労金 太郎", "192.0.2.7")
    assert (entry.function, entry.event, entry.event_label) == (
        "DED-8",
        "rokin.line_changed",
        "控除明細の変更",
    )
    assert (entry.target, entry.result) == ("職員 000123", Result.REFUSED)
    assert entry.detail == {"before": 1000, "after": 2000, "reasons": ["本人申出", None, True]}
    assert str(entry) == "contract:12345678 1: 控除明細の変更"


@pytest.mark.django_db
def test_what_is_not_said_is_a_success_without_detail() -> None:
    entry = record(Event.LINE_CHANGED, chain=audit.SYSTEM_CHAIN, by=SYSTEM, at=AT)

    assert (entry.result, entry.function, entry.target, entry.detail) == (Result.SUCCESS, "", "", {})


@pytest.mark.django_db
def test_each_chain_counts_for_itself() -> None:
    for chain in (CHAIN, bank_chain("9999"), CHAIN):
        record(Event.LINE_CHANGED, chain=chain, by=TARO, at=AT)

    entries = OperationLog.objects.order_by("chain", "sequence").values_list("chain", "sequence")
    assert list(entries) == [("bank:9999", 1), ("contract:12345678", 1), ("contract:12345678", 2)]


@pytest.mark.django_db
def test_an_entry_is_linked_to_the_one_before_and_the_head_to_the_last() -> None:
    first, second = (record(Event.LINE_CHANGED, chain=CHAIN, by=TARO, at=AT) for _ in range(2))

    head = OperationLogChain.objects.get()
    assert str(head) == CHAIN
    assert (first.previous_hash, second.previous_hash) == ("", first.hash)
    assert (head.last_sequence, head.last_hash) == (2, second.hash)


@pytest.mark.django_db
def test_entries_that_differ_only_in_where_one_field_ends_have_different_hashes() -> None:
    one = record(Event.LINE_CHANGED, chain=bank_chain("9998"), by=TARO, at=AT, function="A", target="BC")
    with transaction.atomic():
        other = OperationLog(**{**vars_of(one), "function": "AB", "target": "C"})

    assert audit._hash(one) == one.hash
    assert audit._hash(other) != one.hash


def vars_of(entry: OperationLog) -> dict[str, Any]:
    return {field.attname: getattr(entry, field.attname) for field in entry._meta.concrete_fields}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "field", [f.attname for f in OperationLog._meta.concrete_fields if f.attname not in ("id", "hash")]
)
def test_the_hash_covers_every_field(field: str) -> None:
    entry = record(Event.LINE_CHANGED, chain=CHAIN, by=TARO, at=AT)
    other: dict[str, Any] = {"sequence": 2, "at": AT.replace(microsecond=1), "detail": {"a": 1}}

    setattr(entry, field, other.get(field, "別"))

    assert audit._hash(entry) != entry.hash


def test_the_same_instant_has_one_hash_in_every_zone() -> None:
    def entry(at: datetime) -> OperationLog:
        return OperationLog(chain=CHAIN, sequence=1, at=at)

    assert audit._hash(entry(AT)) == audit._hash(entry(AT.astimezone(UTC)))


@pytest.mark.django_db(transaction=True)
def test_nothing_is_recorded_outside_a_transaction() -> None:
    with pytest.raises(NotInTransaction):
        record(Event.LINE_CHANGED, chain=CHAIN, by=TARO, at=AT)

    assert not OperationLog.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "detail", [{"password": "x"}, {"mail": {"code": "123456"}}, {"tries": [{"ca_passphrase": "x"}]}], ids=str
)
def test_a_secret_is_never_recorded(detail: dict[str, JSON]) -> None:
    with pytest.raises(SecretRefused):
        record(Event.LINE_CHANGED, chain=CHAIN, by=TARO, at=AT, detail=detail)


@pytest.mark.django_db
def test_a_float_is_not_recorded() -> None:
    detail: Any = {"rate": 0.1}

    with pytest.raises(TypeError, match=r"0\.1 may not stand in the operation log"):
        record(Event.LINE_CHANGED, chain=CHAIN, by=TARO, at=AT, detail=detail)


texts = st.text(st.characters(), max_size=8)
# Few letters, so that no name of a secret is found among them, but also those no database stores.
names = st.text("aé欄𠮷\0\ud800", max_size=3)
scalars = st.none() | st.booleans() | st.integers() | texts
inner = st.lists(scalars, max_size=2) | st.dictionaries(names, scalars, max_size=2)
details = st.dictionaries(names, scalars | inner, max_size=3)


@pytest.mark.django_db
@settings(max_examples=30)
@given(user_id=st.text(st.characters(), min_size=1), target=texts, detail=details)
def test_whatever_a_stranger_types_is_recorded_and_comes_back_intact(
    user_id: str, target: str, detail: dict[str, JSON]
) -> None:
    with transaction.atomic():
        savepoint = transaction.savepoint()
        record(Event.LINE_CHANGED, chain=CHAIN, by=Actor(user_id, ""), at=AT, target=target, detail=detail)

        assert verify_chain(CHAIN) is None
        transaction.savepoint_rollback(savepoint)


VALID: dict[str, Any] = {
    "chain": CHAIN,
    "sequence": 1,
    "at": AT,
    "user_id": "taro01",
    "user_name": "労金 太郎",
    "event": "x",
    "event_label": "変更",
    "result": "SUCCESS",
    "hash": HASH,
}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("constraint", "wrong"),
    [
        ("chain_is_known", {"chain": "contract:1"}),
        ("result_is_known", {"result": "PERHAPS"}),
        ("says_who_and_what", {"user_id": ""}),
        ("says_who_and_what", {"event": ""}),
        ("says_who_and_what", {"event_label": ""}),
        ("hash_is_sha256", {"hash": "abc"}),
        ("linked_to_the_one_before", {"sequence": 0}),
        ("linked_to_the_one_before", {"sequence": 2}),
        ("linked_to_the_one_before", {"previous_hash": HASH}),
    ],
)
def test_the_database_refuses_an_entry_that_cannot_be(constraint: str, wrong: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError, match=constraint):
        OperationLog.objects.create(**{**VALID, **wrong})


@pytest.mark.django_db
def test_the_database_refuses_two_entries_in_one_place() -> None:
    OperationLog.objects.create(**VALID)

    with pytest.raises(IntegrityError, match=r"one_entry_per_place|UNIQUE"):
        OperationLog.objects.create(**VALID)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("constraint", "wrong"),
    [
        ("name_is_known", {"name": "somewhere"}),
        ("hash_of_the_last", {"last_sequence": 1}),
        ("hash_of_the_last", {"last_hash": HASH}),
    ],
)
def test_the_database_refuses_a_head_that_cannot_be(constraint: str, wrong: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError, match=constraint):
        OperationLogChain.objects.create(**{"name": CHAIN, **wrong})


@pytest.mark.django_db
def test_a_chain_has_one_head() -> None:
    OperationLogChain.objects.create(name=CHAIN)

    with pytest.raises(IntegrityError, match=r"name_once|UNIQUE"):
        OperationLogChain.objects.create(name=CHAIN)
