"""What the bank's staff hand in: one file of the core system (受信)."""

from typing import Final

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from accounts import staff_messages
from accounts.forms import EntryForm
from chingin.kernel.errors import Refusal

# About 100,000 lines: checked in a second and taken in five, during which a web worker is nobody else's.
# Larger files are received by the operator's command, which may take its time.
MEGABYTE: Final = 1024 * 1024
LARGEST_UPLOAD: Final = 20 * MEGABYTE
_LIMIT: Final = f"{LARGEST_UPLOAD // MEGABYTE}MB"


class TooLarge(Refusal):
    """Not a web worker's work."""

    message = staff_messages.UPLOAD_TOO_LARGE


class ReceptionUploadForm(EntryForm):
    """One file, not empty, not too large. It stays where Django put it: in memory only when small."""

    file = forms.FileField(
        label="受信するファイル",
        help_text=f"基幹システムのファイルを1つ選択します。{_LIMIT}(約10万件)まで受信できます。",
        widget=forms.FileInput,
        error_messages={
            "required": "受信するファイルを選択してください。",
            "empty": "選択したファイルは空(0バイト)です。ファイルを確認し、選択し直してください。",
        },
    )

    def clean_file(self) -> "UploadedFile[bytes]":
        """Small enough for a web worker."""
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        size = file.size or 0
        if size > LARGEST_UPLOAD:
            refusal = TooLarge(size=f"{size / MEGABYTE:,.1f}MB", limit=_LIMIT)
            raise ValidationError(refusal.in_words, code=refusal.code)
        return file
