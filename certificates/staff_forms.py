"""What the bank's staff type about certificates. A form parses and points at the fault; it writes nothing."""

from collections.abc import Mapping
from typing import Any, Final

from django import forms

from accounts.actions.contracts import Grounds
from accounts.fields import EntryField
from accounts.staff_forms import RESET_OR_REVOCATION, GroundsForm
from certificates.models import Reason

OCCASIONS: Final = {
    "パソコンの変更": Reason.BANK_REQUEST,
    "電子証明書のファイルの紛失": Reason.BANK_REQUEST,
    "電子証明書のファイルを開かずに終了": Reason.BANK_REQUEST,
    "漏えい・盗難のおそれ": Reason.COMPROMISED,
    "その他": Reason.BANK_REQUEST,
}


class RevocationForm(GroundsForm):
    """「電子証明書失効依頼書」 (CERT-12, CERT-13): why it ends, and the grounds of every procedure."""

    field_order = ("occasion", "paper", "receiver", "reason")

    occasion = forms.ChoiceField(
        label="失効の理由",
        choices=[("", "選択してください"), *((words, words) for words in OCCASIONS)],
        error_messages={"required": "失効の理由を選択してください。"},
    )
    reason = EntryField(label="詳しい事情", help_text="100文字以下で入力します。操作ログに残ります。")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["paper"].initial = RESET_OR_REVOCATION


def request_of(values: Mapping[str, str]) -> tuple[Reason, Grounds]:
    """Of the cleaned data: what the register keeps, and what the operation log keeps."""
    reason = f"{values['occasion']}: {values['reason']}"
    return OCCASIONS[values["occasion"]], Grounds(values["paper"], values["receiver"], reason)
