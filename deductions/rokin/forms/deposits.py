"""What is chosen, typed and sent back on the pages of まとめ入金 (DED-8, DED-9)."""

import re
from collections.abc import Sequence
from typing import Any, ClassVar, Final

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q

from accounts import messages
from accounts.fields import fault
from accounts.forms import EntryForm
from chingin.kernel.digits import number_in
from chingin.kernel.japanese.width import normalise_code
from deductions.groups.codes import STOP_REASONS
from deductions.groups.models import Cycle
from deductions.rokin.deposits.standing import ToConfirm
from deductions.rokin.forms.inquiry import LineCriteria
from deductions.rokin.models import DeductionLine, DepositStop, LineKind
from deductions.rokin.rules import DepositTotals, Sum

MOST_NUMBERS: Final = 5_000
_LONGEST_REASON: Final = 100
_NAMED_AT_MOST: Final = 20
_ALL: Final = ("", "すべて")
_SEPARATORS: Final = re.compile(r"[\s,、;]+")
_CHECKED: Final = re.compile("-".join(["([0-9]{1,15})"] * 6))
_NOTHING: Final = (0, 0, 0, 0, 0, 0)  # no version is 0


class StopCriteria(LineCriteria):
    """Which lines are shown, to stop their deposit or to lift the stop."""

    SHOWN: ClassVar = ("cycle", "number", "name", "subject", "kind", "standing")

    kind = forms.ChoiceField(label="種別", required=False, choices=[_ALL, *LineKind.choices])
    standing = forms.ChoiceField(
        label="入金中止", required=False, choices=[_ALL, ("1", "中止中の明細"), ("0", "中止していない明細")]
    )

    @property
    def shown(self) -> list[forms.BoundField]:
        """The fields of this page, in order."""
        return [self[name] for name in self.SHOWN]

    def wanted(self) -> Q:
        """The condition on lines of the cycle."""
        condition = super().wanted()
        if self.cleaned_data["kind"]:
            condition &= Q(kind=self.cleaned_data["kind"])
        if not self.cleaned_data["standing"]:
            return condition
        is_stopped = Q(Exists(DepositStop.objects.standing().filter(line=OuterRef("pk"))))
        return condition & (is_stopped if self.cleaned_data["standing"] == "1" else ~is_stopped)


class JoinedInput(forms.HiddenInput):
    """Many ticked boxes, or one hidden field with the numbers joined: a page of 50 or a list of thousands."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> str:
        """Joined by commas."""
        del files
        return ",".join(data.getlist(name))


class ChoiceForm(EntryForm):
    """The lines that were chosen, by primary key; what is no number was not chosen."""

    lines = forms.CharField(widget=JoinedInput, required=False)

    def clean_lines(self) -> tuple[int, ...]:
        """Each once, in order."""
        typed: str = self.cleaned_data["lines"]
        numbers = (number_in(each) for each in typed.split(","))
        return tuple(dict.fromkeys(each for each in numbers if each is not None))

    @property
    def chosen(self) -> tuple[int, ...]:
        """Of a form that was cleaned; nothing of what no button of ours sends (NUL)."""
        found: tuple[int, ...] = self.cleaned_data.get("lines", ())
        return found


class StopForm(ChoiceForm):
    """Why the deposit of the chosen lines is stopped."""

    reason = forms.ChoiceField(
        label="入金中止理由",
        help_text="選択した明細すべてに、同じ理由を設定します。",
        choices=[
            ("", "選択してください"),
            *((code, f"{code} {name}") for code, name in STOP_REASONS.items()),
        ],
        error_messages={
            "required": "入金中止理由を選択してください。",
            "invalid_choice": "入金中止理由を選択してください。",
        },
    )


class NumbersForm(EntryForm):
    """A list of employee numbers, pasted as it comes, and what is to be done with all their lines."""

    STOP, LIFT = "stop", "lift"

    numbers = forms.CharField(
        label="職員番号の一覧",
        help_text=f"1行に1件、またはカンマで区切って入力します。(全角でも入力できます。{MOST_NUMBERS:,}件まで)",
        widget=forms.Textarea(attrs={"rows": 10, "cols": 30}),
        error_messages={"required": fault(messages.REQUIRED, field="職員番号の一覧").message},
    )
    act = forms.ChoiceField(
        label="操作",
        choices=[(STOP, "入金中止を設定する"), (LIFT, "入金中止を解除する")],
        widget=forms.RadioSelect,
        initial=STOP,
        error_messages={"required": "操作を選択してください。"},
    )

    def __init__(self, data: Any = None, *, cycle: Cycle, initial: dict[str, Any] | None = None) -> None:
        self.cycle = cycle
        super().__init__(data, initial=initial)

    def clean_numbers(self) -> tuple[str, ...]:
        """Numbers as the cycle's lines have them; all that have no line there are named."""
        numbers = self._numbers()
        if len(numbers) > MOST_NUMBERS:
            raise self._refuse(f"一度に{MOST_NUMBERS:,}件まで入力してください。(入力 {len(numbers):,}件)")
        lines = DeductionLine.objects.of_cycle(self.cycle).filter(employee_number__in=numbers)
        known = set(lines.values_list("employee_number", flat=True).distinct())
        if unknown := [number for number in numbers if number not in known]:
            raise self._refuse(
                "この控除回に明細のある職員番号だけを入力してください。"
                f"(明細のない職員番号: {_named(unknown)})"
            )
        return numbers

    def _numbers(self) -> tuple[str, ...]:
        """Each once, in half width and with the leading zeros that the group's numbers have."""
        digits = self.cycle.group.employee_number_digits
        typed = _SEPARATORS.split(normalise_code(self.cleaned_data["numbers"]).upper())
        filled = (each.zfill(digits) if each.isdigit() else each for each in typed if each)
        return tuple(dict.fromkeys(filled))

    def _refuse(self, rule: str) -> ValidationError:
        return fault(messages.MALFORMED, field="職員番号の一覧", rule=rule)


def _named(numbers: Sequence[str]) -> str:
    """The first of them, and how many more."""
    named = "、".join(numbers[:_NAMED_AT_MOST])
    more = len(numbers) - _NAMED_AT_MOST
    return f"{named} ほか{more:,}件" if more > 0 else named


class CheckedForm(EntryForm):
    """What the check page showed; it comes back as it was."""

    checked = forms.CharField(widget=forms.HiddenInput, required=False)

    @classmethod
    def of(cls, shown: ToConfirm) -> "CheckedForm":
        """For the check page."""
        sums = (shown.totals.requested, shown.totals.stopped)
        numbers = (shown.version, shown.acts, *(number for each in sums for number in (each.count, each.yen)))
        return cls(initial={"checked": "-".join(map(str, numbers))})

    @property
    def shown(self) -> ToConfirm:
        """What never stands for anything but what this form wrote."""
        found = _CHECKED.fullmatch(self.cleaned_data.get("checked", ""))
        version, acts, requested, yen, stopped, stopped_yen = map(int, found.groups()) if found else _NOTHING
        totals = DepositTotals(requested=Sum(requested, yen), stopped=Sum(stopped, stopped_yen))
        return ToConfirm(version=version, totals=totals, acts=acts)


class UndoForm(EntryForm):
    """Why a confirmation is undone."""

    reason = forms.CharField(
        label="解除理由",
        help_text=f"{_LONGEST_REASON}文字以内で入力します。労金とほかのユーザーも確認します。",
        max_length=_LONGEST_REASON,
        error_messages={
            "required": fault(messages.REQUIRED, field="解除理由").message,
            "max_length": fault(
                messages.MALFORMED, field="解除理由", rule=f"{_LONGEST_REASON}文字以内で入力してください。"
            ).message,
        },
    )
