"""Files of an independent generator are sound under our rules, and our sums are theirs."""

import hashlib

import pytest

from chingin.kernel.corefile.kinds import all_kinds

from .samples import DATA, FILES, RESULTS, records, report_on, sample


@pytest.mark.parametrize("name", FILES)
def test_a_sample_file_has_no_finding(name: str) -> None:
    report = report_on(sample(name))

    assert report.findings == ()
    assert report.ok
    assert all(one.ok for one in report.sets)
    assert report.size == (DATA / name).stat().st_size
    assert report.sha256 == hashlib.sha256(sample(name)).hexdigest()
    assert report.records == len(records(name))


@pytest.mark.parametrize(
    ("name", "line_end"), list(zip(FILES, ["CRLF", "なし", "CRLF", "LF", *["CRLF"] * 4], strict=True))
)
def test_line_ends_are_told(name: str, line_end: str) -> None:
    assert report_on(sample(name)).line_end == line_end


@pytest.mark.parametrize("name", FILES)
def test_sums_are_those_of_the_trailer(name: str) -> None:
    trailers = [record for record in records(name) if record[:1] == b"8"]

    for one, trailer in zip(report_on(sample(name)).sets, trailers, strict=True):
        assert one.kind
        assert one.count == int(trailer[1:7])
        for place in one.kind.trailer.places:
            if place.field.label in one.totals:
                assert one.totals[place.field.label] == int(place.cut(trailer))
        assert len(one.totals) == len(one.kind.totals) - 1


def test_a_set_is_told_with_its_header_its_records_and_its_hash() -> None:
    (one,) = report_on(sample(RESULTS)).sets

    assert one.header
    assert (one.number, one.first_record, one.last_record) == (1, 1, 99)
    assert (one.header.bank_code, one.header.contract_number, one.header.group_number) == (
        "9998",
        "23456789",
        "20000001",
    )
    assert one.sha256 == hashlib.sha256(b"".join(records(RESULTS)[:-1])).hexdigest()


def test_every_kind_of_the_specification_is_known() -> None:
    assert [kind.code for kind in all_kinds()] == ["10", "11", "12", "20", "21", "22", "23", "50", "51", "52"]
