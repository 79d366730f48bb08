"""What people type on the way to a certificate. A form parses and points at the fault; it writes nothing."""

from django import forms

from accounts.fields import DigitsField
from accounts.forms import EntryForm
from chingin.kernel.errors import Refusal

from .codes import DIGITS


class OneTimeCodeField(DigitsField):
    """認証コード (CERT-2): as mailed, or as people write six digits: full-width, with blanks between."""

    def __init__(self) -> None:
        super().__init__(
            label="認証コード",
            digits=DIGITS,
            help_text=f"メールでお送りした半角数字{DIGITS}桁を入力します。",
            widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
        )

    def to_python(self, value: str | None) -> str:
        """Half-width, without any blanks."""
        return "".join(super().to_python(value).split())


class CodeForm(EntryForm):
    """「認証コード入力」."""

    code = OneTimeCodeField()

    def recall(self, refused: Refusal) -> None:
        """What the action said to the request before this one: the same words at the same field."""
        self.cleaned_data = {}
        self.tell(refused, field="code")
