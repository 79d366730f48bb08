"""Fields of 労金控除明細: yen and months in any width, the number of an employee, the parts of an account."""

from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError

from accounts import messages
from accounts.fields import DigitsField, fault
from chingin.kernel.months import Month
from chingin.kernel.yen import format_yen, parse_yen
from deductions.rokin.rules import MAX_ENTERED_AMOUNT

BOUNDS: Final = f"1円から{format_yen(MAX_ENTERED_AMOUNT)}円まで"
FAR_TOO_LONG: Final = 40


class TypedField(forms.Field):
    """What a person types into one line and the system reads as something else than text."""

    def __init__(self, *, label: str, help_text: str, required: bool = True) -> None:
        told = {"required": fault(messages.REQUIRED, field=label).message}
        super().__init__(label=label, help_text=help_text, required=required, error_messages=told)

    def refuse(self, rule: str) -> ValidationError:
        """The entry breaks a rule of its shape."""
        return fault(messages.MALFORMED, field=str(self.label), rule=rule)


class AmountField(TypedField):
    """Whole yen, as parse_yen reads them; what no wage bears is refused as a slip (E06)."""

    def __init__(self) -> None:
        super().__init__(
            label="控除金額",
            help_text=f"円単位の整数で、{BOUNDS}の金額を入力します。(全角、カンマ区切りでも入力できます。)",
        )

    def to_python(self, value: str | None) -> int | None:
        """The amount; None when nothing was typed."""
        typed = (value or "").strip()
        if not typed:
            return None
        try:
            amount = parse_yen(typed)
        except ValueError:
            raise self.refuse("円単位の整数で入力してください。(例: 20,000)") from None
        if not 1 <= amount <= MAX_ENTERED_AMOUNT:
            raise self.refuse(
                f"{BOUNDS}の金額を入力してください。控除をやめる場合は「解除」を行ってください。"
            )
        return amount

    def prepare_value(self, value: Any) -> Any:
        """What is stored stands with its commas; what was typed stands as typed."""
        return format_yen(value) if isinstance(value, int) else value


class MonthField(TypedField):
    """A month (年月) as YYYYMM; "" when nothing was typed."""

    def to_python(self, value: str | None) -> str:
        """YYYYMM of what was typed in any of the usual forms."""
        typed = (value or "").strip()
        if not typed:
            return ""
        try:
            return Month.parse(typed[:FAR_TOO_LONG]).code
        except ValueError:
            raise self.refuse("「2026/11」のように、年(西暦)と月を入力してください。") from None

    def prepare_value(self, value: Any) -> Any:
        """A stored month stands as people type it: 2026/11."""
        code = str(value or "")
        is_code = len(code) == 6 and code.isascii() and code.isdigit()
        return f"{code[:4]}/{code[4:]}" if is_code else value


class AccountNumberField(DigitsField):
    """口座番号: a short one gets its leading zeros."""

    def __init__(self) -> None:
        super().__init__(label="口座番号", digits=7, help_text="半角数字7桁以下で入力します。")

    def to_python(self, value: str | None) -> str:
        """Nothing typed stays nothing."""
        typed = super().to_python(value)
        return typed.zfill(self.digits) if typed else typed
