"""Kind 10 (控除依頼): what changes between check and taking is asked once more, under lock."""

from functools import partial
from pathlib import Path

import pytest
from pytest_django import Settings

from accounts.models import Contract
from chingin.kernel.models import ReceivedFile, Reception
from chingin.kernel.receptions.receiving import FileRefused, ReceivedMeanwhile
from deductions.groups.models import Cycle
from deductions.rokin.models import DeductionLine
from tests.deductions.received import contract_of_the_samples, file_of, header, meanwhile, received, request
from tests.kernel.threads import at_the_same_time


@pytest.fixture(autouse=True)
def received_files(settings: Settings, tmp_path: Path) -> None:
    settings.RECEIVED_FILES_ROOT = tmp_path / "received"


@pytest.fixture
def contract(db: None) -> Contract:
    return contract_of_the_samples()


@pytest.mark.django_db
def test_a_cycle_that_another_file_opens_meanwhile_is_a_finding(contract: Contract) -> None:
    """E3046, and no error of the database."""
    other = file_of((header(serial="0000000002"), [request()]))

    with pytest.raises(FileRefused) as refused, meanwhile(partial(received, other)):
        received(file_of((header(), [request()])))

    (found,) = refused.value.check.report.findings
    assert (found.code, found.record, found.field) == ("E3046", 1, "回")
    assert Reception.objects.get().serial == "0000000002"
    assert ReceivedFile.objects.count() == 1


@pytest.mark.django_db
def test_the_other_sets_of_such_a_file_are_not_taken_either(contract: Contract) -> None:
    second = header(group_number="10000002", serial="0000000003")
    data = file_of((header(), [request()]), (second, [request()]))
    other = file_of((header(serial="0000000002"), [request()]))

    with pytest.raises(FileRefused), meanwhile(partial(received, other)):
        received(data)

    assert Cycle.objects.get().group.number == "10000001"


@pytest.mark.django_db
def test_the_same_file_that_is_received_meanwhile_is_not_taken_again(contract: Contract) -> None:
    data = file_of((header(), [request()]))

    with pytest.raises(ReceivedMeanwhile), meanwhile(partial(received, data)):
        received(data)

    assert (Reception.objects.count(), DeductionLine.objects.count()) == (1, 1)


def told(serial: str, group: str) -> str:
    try:
        received(file_of((header(serial=serial, group_number=group), [request()])))
    except (FileRefused, ReceivedMeanwhile) as refusal:
        return refusal.message.code
    return "taken"


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("serials", "groups", "refusal"),
    [
        (("0000000001", "0000000002"), ("10000001", "10000001"), {"E3033"}),
        (("0000000001", "0000000001"), ("10000001", "10000002"), {"E3033", "E3035"}),
    ],
    ids=["one cycle", "one serial number"],
)
def test_of_two_files_at_once_that_exclude_each_other_one_is_taken(
    serials: tuple[str, str], groups: tuple[str, str], refusal: set[str]
) -> None:
    contract_of_the_samples()

    outcomes = at_the_same_time([partial(told, *each) for each in zip(serials, groups, strict=True)])

    assert max(outcomes) == "taken"
    assert min(outcomes) in refusal
    assert (Reception.objects.count(), Cycle.objects.count(), DeductionLine.objects.count()) == (1, 1, 1)


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_a_serial_number_that_another_file_takes_at_the_last_moment_is_told() -> None:
    """Of another group, so that no lock keeps them apart; the table does (E3035)."""
    contract_of_the_samples()
    other = partial(told, "0000000001", "10000002")

    with meanwhile(lambda: at_the_same_time([other]), before='INSERT INTO "kernel_receivedfile"'):
        assert told("0000000001", "10000001") == "E3035"

    assert Reception.objects.get().group_number == "10000002"
    assert Cycle.objects.get().group.number == "10000002"
