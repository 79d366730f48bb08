"""What the database refuses about transmissions (送信)."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from chingin.kernel.models import Transmission, TransmissionSeries, TransmissionWriting, TransmittedSet
from chingin.kernel.months import Month

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 25, 1, 0, tzinfo=UTC)


def transmission(**changes: Any) -> Transmission:
    values: dict[str, Any] = {
        "name": "50_9999_0000000001.dat",
        "bank_code": "9999",
        "kind": "50",
        "set_count": 1,
        "count": 3,
        "totals": {"依頼合計": 95_000},
        "sha256": "a" * 64,
        "size": 1_414,
        "made_at": AT,
        "made_by": "console",
    }
    return Transmission.objects.create(**{**values, **changes})


def one_set(of: Transmission, **changes: Any) -> TransmittedSet:
    values: dict[str, Any] = {
        "bank_code": "9999",
        "kind": "50",
        "serial": "0000000001",
        "branch": "101",
        "contract_number": "12345678",
        "group_number": "10000001",
        "month": "202611",
        "pay_kind": "1",
        "sequence": 1,
        "created_on": date(2026, 11, 25),
        "pay_date": date(2026, 11, 25),
        "deposit_date": date(2026, 11, 26),
        "update_closes_on": None,
        "contract_kana": "ﾐﾎﾝ ﾛｳｸﾐ",
        "count": 3,
        "totals": {},
    }
    return TransmittedSet.objects.create(transmission=of, **{**values, **changes})


def refused(constraint: str, make: Any) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        make()


@pytest.mark.parametrize(
    ("constraint", "changes"),
    [
        ("kernel_transmission_hash_is_sha256", {"sha256": "A" * 64}),
        ("kernel_transmission_is_of_something", {"set_count": 0}),
        ("kernel_transmission_is_of_something", {"count": 0}),
        ("kernel_transmission_says_by_whom", {"made_by": ""}),
    ],
)
def test_an_impossible_transmission_is_refused(constraint: str, changes: dict[str, object]) -> None:
    refused(constraint, lambda: transmission(**changes))


def test_a_file_name_is_given_once() -> None:
    transmission()

    refused("kernel_transmission(_name_once|.name)", transmission)


def test_a_serial_number_is_given_once_a_bank_and_kind() -> None:
    of = transmission()
    one_set(of)
    one_set(of, kind="52")
    one_set(of, bank_code="9998")

    refused("kernel_transmittedset(_serial_once_a_kind|.bank_code)", lambda: one_set(of))


@pytest.mark.parametrize("serial", ["1", "000000000A", ""])
def test_a_serial_number_has_ten_digits(serial: str) -> None:
    of = transmission()

    refused("kernel_transmittedset_serial_has_ten_digits", lambda: one_set(of, serial=serial))


@pytest.mark.parametrize("changes", [{"path": ""}, {"written_by": ""}])
def test_a_writing_says_where_and_by_whom(changes: dict[str, str]) -> None:
    of = transmission()
    values = {"path": "/out/50.dat", "written_by": "console", **changes}

    refused(
        "kernel_transmissionwriting_says_where_and_by_whom",
        lambda: TransmissionWriting.objects.create(transmission=of, at=AT, **values),
    )


def test_a_series_stands_once_a_bank_and_kind() -> None:
    TransmissionSeries.objects.create(bank_code="9999", kind="50")

    refused(
        "kernel_transmissionseries(_once|.bank_code)",
        lambda: TransmissionSeries.objects.create(bank_code="9999", kind="50"),
    )


def test_a_series_begins_at_nothing_and_is_found_again() -> None:
    first = TransmissionSeries.objects.locked(bank_code="9999", kind="50")

    assert first.last_serial == 0
    assert TransmissionSeries.objects.locked(bank_code="9999", kind="50") == first
    assert TransmissionSeries.objects.locked(bank_code="9999", kind="52") != first


def test_unwritten_is_what_has_no_mark_oldest_first() -> None:
    made = [transmission(name=f"50_9999_{n}.dat") for n in range(3)]
    transmission(name="of another kind", kind="52")
    transmission(name="of another bank", bank_code="9998")
    TransmissionWriting.objects.create(transmission=made[1], path="/out", at=AT, written_by="console")

    assert list(Transmission.objects.unwritten(bank_code="9999", kind="50")) == [made[0], made[2]]


def test_a_set_gives_its_header_back() -> None:
    header = one_set(transmission()).header

    assert (header.month, header.serial, header.update_closes_on) == (Month(2026, 11), "0000000001", None)
    assert header.contract_kana == "ﾐﾎﾝ ﾛｳｸﾐ"


def test_they_are_told_apart_by_name() -> None:
    of = transmission()
    writing = TransmissionWriting(transmission=of, path="/out/50.dat")
    series = TransmissionSeries(bank_code="9999", kind="50")

    assert [str(of), str(writing), str(series)] == ["50_9999_0000000001.dat", "/out/50.dat", "9999-50"]
    assert str(one_set(of)).endswith(" 9999-50-0000000001")
