"""A list as a file to keep: content, name, type and headers (ENV-8)."""

import tempfile
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from typing import IO, Final

from django.http import FileResponse

from chingin.kernel.snapshot import one_snapshot

from .csv_export import Encoding, write_csv
from .definition import Row
from .edition import Edition
from .filenames import attachment, file_name
from .media import Medium, Output
from .pdf import write_pdf
from .walk import Sum

# A file up to this size stays in memory, a larger one goes to a temporary file.
_IN_MEMORY: Final = 1024 * 1024
_ENCODINGS: Final[Mapping[Medium, Encoding]] = {Medium.CSV: Encoding.CP932, Medium.CSV_UTF8: Encoding.UTF8}


@dataclass(frozen=True, slots=True)
class Download:
    """A finished file. `warning` is the sentence for the person who asked for it, or empty."""

    output: Output
    content: IO[bytes]
    content_type: str
    ascii_name: str
    warning: str

    def response(self) -> FileResponse:
        """An attachment that no cache keeps; the response closes the file."""
        length = self.content.tell()
        self.content.seek(0)
        response = FileResponse(self.content, content_type=self.content_type)
        response["Content-Length"] = length
        response["Content-Disposition"] = attachment(self.output.file_name, self.ascii_name)
        response["Cache-Control"] = "no-store"
        return response


def download(edition: Edition[Row], medium: Medium) -> Download:
    """The whole list, finished before its first byte is sent: no file breaks off in the middle."""
    extension, content_type = _type_of(medium)
    with ExitStack() as unfinished:
        content = unfinished.enter_context(tempfile.SpooledTemporaryFile(_IN_MEMORY))
        with one_snapshot():
            total, warning = _write(edition, medium, content)
        unfinished.pop_all()
    definition, heading = edition.definition, edition.heading
    return Download(
        output=Output(
            function_id=definition.function_id,
            title=definition.title,
            medium=medium,
            file_name=file_name(definition.title, heading, extension),
            sum=total,
        ),
        content=content,
        content_type=content_type,
        ascii_name=file_name(definition.slug, heading, extension),
        warning=warning,
    )


def _type_of(medium: Medium) -> tuple[str, str]:
    if medium is Medium.PDF:
        return "pdf", "application/pdf"
    return "csv", f"text/csv; charset={_ENCODINGS[medium].charset}"


def _write(edition: Edition[Row], medium: Medium, content: IO[bytes]) -> tuple[Sum, str]:
    if medium is Medium.PDF:
        return write_pdf(edition, content), ""
    exported = write_csv(edition, content, encoding=_ENCODINGS[medium])
    return exported.sum, exported.warning
