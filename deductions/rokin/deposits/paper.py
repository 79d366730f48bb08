"""まとめ入金依頼書 (L07) on paper: one portrait sheet, a form rather than a list of rows."""

import io
from typing import Final

from django.template.loader import render_to_string

from chingin.kernel.lists.download import Download
from chingin.kernel.lists.edition import Edition
from chingin.kernel.lists.filenames import file_name
from chingin.kernel.lists.media import Medium, Output
from chingin.kernel.lists.walk import Total
from deductions.rokin.deposits.sums import SubjectTotals, sums_confirmed, totals_of
from deductions.rokin.deposits.words import VOID, control_value, totals_table
from deductions.rokin.models import DepositRequest

_TEMPLATE: Final = "rokin/deposits/paper.html"


def printed(edition: Edition[SubjectTotals], deposit: DepositRequest) -> Download:
    """The sheet as a file to keep; the same edition gives the same bytes."""
    # A second of import and 60 MB that only processes which print should pay.
    from chingin.kernel.lists.paper import engine, source  # noqa: PLC0415

    content = io.BytesIO()
    engine.lay_out(_html(edition, deposit)).write_pdf(content, pdf_identifier=source.identifier(edition))
    definition, heading = edition.definition, edition.heading
    *_, total = edition.items()
    assert isinstance(total, Total)
    return Download(
        output=Output(
            function_id=definition.function_id,
            title=definition.title,
            medium=Medium.PDF,
            file_name=file_name(definition.title, heading, "pdf"),
            sum=total.sum,
        ),
        content=content,
        content_type="application/pdf",
        ascii_name=file_name(definition.slug, heading, "pdf"),
        warning="",
    )


def _html(edition: Edition[SubjectTotals], deposit: DepositRequest) -> str:
    context = {
        "title": edition.definition.title,
        "heading": edition.heading,
        "deposit": deposit,
        "cycle": deposit.cycle,
        "table": totals_table(sums_confirmed(deposit), totals_of(deposit)),
        "control_value": control_value(deposit),
        "void_stamp": VOID,
    }
    return render_to_string(_TEMPLATE, context)
