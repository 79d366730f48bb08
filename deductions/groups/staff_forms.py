"""What the bank's staff type about groups and employees. A form parses and points at the fault."""

from itertools import pairwise
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.core.validators import RegexValidator

from accounts.fields import DigitsField
from accounts.staff_forms import FullWidthField, KanaField
from chingin.kernel.japanese.width import normalise_code
from chingin.staff.forms import ActionForm
from deductions.groups import rules
from deductions.groups.models import DepositGroup, Employee

_CODE = RegexValidator(
    rules.EMPLOYEE_NUMBER_PATTERN, "半角の数字、英大文字、ハイフン(-)で、10桁以下で入力してください。"
)
_IN_ORDER = ("update_days_before", "confirmation_opens_days_before", "confirmation_days_before")
_DAYS = "入金予定日から数えた営業日です。"


class EmployeeCodeField(forms.CharField):
    """職員番号, 所属コード: full-width is brought to half-width."""

    def to_python(self, value: str | None) -> str:
        """Half-width, capital."""
        return normalise_code(super().to_python(value) or "").upper()


class DepositGroupForm(ActionForm):
    """入金グループ with its calendar rules."""

    number = DigitsField(label="入金グループ番号", digits=8)
    name = FullWidthField(label="入金グループ名", longest=rules.MAX_NAME_LENGTH)
    employee_number_digits = forms.IntegerField(
        label="職員番号の桁数", min_value=1, max_value=rules.MAX_EMPLOYEE_NUMBER_DIGITS
    )
    update_days_before = forms.IntegerField(
        label="更新締切(何営業日前)", min_value=0, max_value=rules.MAX_BUSINESS_DAYS, help_text=_DAYS
    )
    confirmation_opens_days_before = forms.IntegerField(
        label="入金中止・確定の開始(何営業日前)",
        min_value=0,
        max_value=rules.MAX_BUSINESS_DAYS,
        help_text=f"{_DAYS}\n支給日のほうが早いときは、支給日から始まります。",
    )
    confirmation_days_before = forms.IntegerField(
        label="確定締切(何営業日前)", min_value=0, max_value=rules.MAX_BUSINESS_DAYS, help_text=_DAYS
    )
    results_days_after = forms.IntegerField(
        label="結果公開(何営業日後)", min_value=0, max_value=rules.MAX_BUSINESS_DAYS, help_text=_DAYS
    )

    class Meta:
        model = DepositGroup
        fields = (
            "contract",
            "number",
            "name",
            "employee_number_digits",
            "update_days_before",
            "update_closes_at",
            "confirmation_opens_days_before",
            "confirmation_days_before",
            "confirmation_closes_at",
            "results_days_after",
        )

    def clean(self) -> dict[str, Any]:
        """Lines close, then deposits are stopped, then the deposit is confirmed."""
        cleaned = super().clean()
        for earlier, later in pairwise(_IN_ORDER):
            before, after = cleaned.get(earlier), cleaned.get(later)
            if before is not None and after is not None and before < after:
                label = self.fields[later].label
                self.add_error(earlier, f"「{label}」と同じ日か、それより前になるように入力してください。")
        return cleaned


class EmployeeForm(ActionForm):
    """職員."""

    number = EmployeeCodeField(label="職員番号", validators=[_CODE])
    name_kana = KanaField(label="カナ氏名", longest=30)
    name = FullWidthField(label="漢字氏名", longest=20)
    department = EmployeeCodeField(label="所属コード", validators=[_CODE], required=False)

    class Meta:
        model = Employee
        fields = ("group", "number", "name_kana", "name", "department")
        error_messages: ClassVar = {
            NON_FIELD_ERRORS: {
                "unique_together": "この入金グループには、同じ職員番号の職員がすでに登録されています。(E1003)"
            }
        }
