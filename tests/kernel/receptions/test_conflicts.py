"""A serial number received before with other content: named in its place, within the bounds of a report."""

from dataclasses import replace

import pytest

from chingin.kernel.corefile.findings import MOST_FINDINGS
from chingin.kernel.corefile.report import Report
from chingin.kernel.models import Reception
from chingin.kernel.receptions.checking import check_of
from chingin.kernel.receptions.conflicts import Key, key_of
from tests.kernel.corefile.samples import EXCHANGE, edited, report_on, sample


def received_otherwise(report: Report) -> dict[Key, Reception]:
    """Every set of the report was received before, and said something else."""
    headers = [one.header for one in report.sets if one.header]
    return {key_of(header): Reception(pk=12, sha256="0" * 64) for header in headers}


def with_findings(count: int, *, left_out: int = 0) -> Report:
    """A report on a file with one set, wrong so often."""
    report = report_on(edited(EXCHANGE, 2, branch="1x1"))
    (one,), (finding,) = report.sets, report.findings
    wrong = replace(one, findings=count + left_out)
    return replace(report, sets=(wrong,), findings=(finding,) * count, left_out=left_out)


def test_a_conflict_stands_at_the_serial_number_of_its_header() -> None:
    report = report_on(sample(EXCHANGE))

    check = check_of(report, known=received_otherwise(report))

    (finding,) = check.report.findings
    assert (finding.code, finding.record, finding.first, finding.last) == ("E3031", 1, 69, 78)
    assert (finding.field, finding.value) == ("ファイル通番", "0000000001")
    assert finding.expected == "受信番号 #12 と異なる通番"
    assert [one.findings for one in check.report.sets] == [1]


@pytest.mark.parametrize(
    ("found", "left_out", "kept", "beyond"),
    [
        (MOST_FINDINGS - 1, 0, MOST_FINDINGS, 0),
        (MOST_FINDINGS, 0, MOST_FINDINGS, 1),
        (MOST_FINDINGS, 7, MOST_FINDINGS, 8),
    ],
)
def test_with_its_conflicts_a_report_holds_no_more_findings_than_without(
    found: int, left_out: int, kept: int, beyond: int
) -> None:
    report = with_findings(found, left_out=left_out)

    check = check_of(report, known=received_otherwise(report))

    assert (len(check.report.findings), check.report.left_out) == (kept, beyond)
    assert check.count == found + left_out + 1
    assert [one.findings for one in check.report.sets] == [check.count]
    assert check.report.findings[0].code == "E3031"
