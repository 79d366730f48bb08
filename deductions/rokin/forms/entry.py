"""What is typed to register, change or cancel a line (DED-1, DED-2)."""

import re
from typing import Any, Final

from django import forms

from accounts import messages
from accounts.fields import CodeField, DigitsField, fault
from accounts.forms import EntryForm
from chingin.kernel.digits import number_in
from chingin.kernel.months import Month
from deductions.groups.codes import SAVINGS_SUBJECTS
from deductions.groups.models import Cycle
from deductions.groups.rules import EMPLOYEE_NUMBER_PATTERN
from deductions.rokin.actions.lines import NewLine
from deductions.rokin.forms.fields import AccountNumberField, AmountField, MonthField
from deductions.rokin.models import DeductionLine
from deductions.rokin.rules import Terms, first_end_month
from deductions.rokin.wording import subject_choices

_MONTH_HELP: Final = "「2026/11」のように入力します。"
_LARGEST_VERSION: Final = 9  # digits; a version that no line has reached is answered as one that passed


class VersionForm(EntryForm):
    """The version of the line that the person saw; a page sends it back as it was written."""

    # Takes whatever comes: what is no number, a NUL among it, is answered as a version that passed.
    version = forms.Field(widget=forms.HiddenInput, required=False)

    @property
    def version_seen(self) -> int:
        """0, which no line ever has, for anything but a number."""
        return number_in(self.cleaned_data["version"] or "", most=_LARGEST_VERSION) or 0


class TermsForm(EntryForm):
    """Amount and last month (終了年月), of a line in this cycle."""

    amount = AmountField()
    end_month = MonthField(
        label="終了年月",
        help_text=f"最後に控除する年月です。終了を決めない場合は空欄にします。{_MONTH_HELP}",
        required=False,
    )

    def __init__(
        self, data: Any, *, cycle: Cycle, start_month: str = "", initial: dict[str, Any] | None = None
    ) -> None:
        """`start_month`: of a line that stands, which may begin later than the cycle."""
        self.cycle, self.begins = cycle, start_month
        super().__init__(data, initial=initial)

    def clean_end_month(self) -> str:
        """Not before the month that the cycle deducts for (E05), nor before the line begins."""
        month: str = self.cleaned_data["end_month"]
        if month and month < first_end_month(cycle_month=self.cycle.month, start_month=self.begins):
            raise fault(messages.MALFORMED, field="終了年月", rule=self._earliest())
        return month

    def _earliest(self) -> str:
        of_cycle = self.cycle.period.label
        if self.begins <= self.cycle.month:
            return f"{of_cycle}(この控除回の対象年月)以後の年月を入力してください。"
        begins = Month.parse(self.begins).label
        return (
            f"{begins}(この明細の開始年月)以後の年月を入力してください。"
            f"この控除回の対象年月は{of_cycle}ですが、この明細の控除は{begins}から始まります。"
        )

    @property
    def terms(self) -> Terms:
        """The values for the action."""
        return Terms(self.cleaned_data["amount"], self.cleaned_data["end_month"])


class ChangeForm(VersionForm, TermsForm):
    """「変更」 of one line."""

    @classmethod
    def of(cls, line: DeductionLine, data: Any = None) -> "ChangeForm":
        """With what is stored; a cancelled line begins with what the bank asked for."""
        amount = line.amount or line.requested or None
        return cls(
            data,
            cycle=line.cycle,
            start_month=line.start_month,
            initial={"version": line.version, "amount": amount, "end_month": line.end_month},
        )

    def anew(self, line: DeductionLine) -> "ChangeForm":
        """The same entry against the line as it stands now."""
        typed = {name: self.data.get(name, "") for name in self.fields}
        return ChangeForm.of(line, {**typed, "version": str(line.version)})


class RegistrationForm(TermsForm):
    """労金控除明細新規登録 (DED-2). Who the employee is, the action says."""

    field_order = ("employee_number", "branch", "subject", "account_number", "amount", "start_month")

    employee_number = CodeField(label="職員番号", help_text="")
    branch = DigitsField(label="店番号", digits=3)
    subject = forms.ChoiceField(label="科目")
    account_number = AccountNumberField()
    start_month = MonthField(label="開始年月", help_text=f"最初に控除する年月です。{_MONTH_HELP}")

    def __init__(self, data: Any, *, cycle: Cycle) -> None:
        super().__init__(data, cycle=cycle, initial={"start_month": cycle.month})
        digits = cycle.group.employee_number_digits
        self.fields["employee_number"].help_text = f"{digits}桁で入力します。"
        self.fields["account_number"].help_text += "7桁に満たない場合は、先頭に0を補います。"
        subject = self.fields["subject"]
        assert isinstance(subject, forms.ChoiceField)
        subject.choices = [("", "選択してください"), *subject_choices(SAVINGS_SUBJECTS)]
        subject.help_text = "貯蓄の科目だけ登録できます。返済(貸付)は、お取引店の窓口へお申し出ください。"
        subject.error_messages["required"] = "科目を選択してください。"

    def clean_employee_number(self) -> str:
        """As many digits as the group's numbers have (E02)."""
        number: str = self.cleaned_data["employee_number"].upper()
        digits = self.cycle.group.employee_number_digits
        if len(number) != digits or not re.match(EMPLOYEE_NUMBER_PATTERN, number):
            raise fault(messages.MALFORMED, field="職員番号", rule=f"{digits}桁で入力してください。")
        return number

    def clean_start_month(self) -> str:
        """A line that this cycle deducts for has begun by its month."""
        month: str = self.cleaned_data["start_month"]
        if month > self.cycle.month:
            rule = (
                f"{self.cycle.period.label}(この控除回の対象年月)以前の年月を入力してください。"
                "翌月以後に開始する場合は、その月の控除回で登録してください。"
            )
            raise fault(messages.MALFORMED, field="開始年月", rule=rule)
        return month

    @property
    def was_filled(self) -> bool:
        """Whether leading zeros were added to 口座番号."""
        return len(str(self.data.get("account_number", "")).strip()) < len(
            self.cleaned_data["account_number"]
        )

    @property
    def entry(self) -> NewLine:
        """The values for the action."""
        data = self.cleaned_data
        return NewLine(
            employee_number=data["employee_number"],
            branch=data["branch"],
            subject=data["subject"],
            account_number=data["account_number"],
            start_month=data["start_month"],
            terms=self.terms,
        )
