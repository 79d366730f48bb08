"""What the operation log (操作ログ) can be searched by (USR-6)."""

from collections.abc import Iterable
from datetime import date
from typing import Final

from django import forms
from django.core.exceptions import ValidationError

from accounts import messages
from accounts.fields import fault
from accounts.models import Contract, User
from chingin.kernel.functions import all_functions
from chingin.kernel.japanese import width
from chingin.kernel.lists import CriteriaForm
from chingin.kernel.models import Result

# Logins and the like belong to no menu function.
NO_FUNCTION: Final = "none"
_ALL: Final = ("", "すべて")
_DAY_FORMATS: Final = ("%Y-%m-%d", "%Y/%m/%d", "%Y%m%d")
_FIRST_YEAR: Final = 2000
_LAST_YEAR: Final = 2099


class DayField(forms.DateField):
    """A day that may stay open; where a browser has no date picker (IE mode) it is typed."""

    def __init__(self, *, label: str, help_text: str = "") -> None:
        super().__init__(
            label=label,
            help_text=help_text,
            required=False,
            input_formats=_DAY_FORMATS,
            widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        )
        self.error_messages["invalid"] = self.refuse("「2026/11/20」の形式で入力してください。").message

    def to_python(self, value: str | date | None) -> date | None:
        """The day; full-width digits are taken as their half-width ones."""
        day = super().to_python(width.normalise_code(value) if isinstance(value, str) else value)
        if day and not _FIRST_YEAR <= day.year <= _LAST_YEAR:
            raise self.refuse(f"{_FIRST_YEAR}年から{_LAST_YEAR}年までの日付を入力してください。")
        return day

    def refuse(self, rule: str) -> ValidationError:
        """The entry breaks a rule of its shape."""
        return fault(messages.MALFORMED, field=str(self.label), rule=rule)


class LogCriteria(CriteriaForm):
    """User, days from … to, function, result; what is left open takes all."""

    use_required_attribute = False

    user = forms.ChoiceField(label="ユーザー", required=False)
    since = DayField(label="日付(開始)")
    until = DayField(label="日付(終了)")
    function = forms.ChoiceField(label="機能", required=False)
    result = forms.ChoiceField(label="結果", required=False, choices=[_ALL, *Result.choices])

    def __init__(self, data: object, *, viewer: User) -> None:
        super().__init__(data, viewer=viewer)
        assert viewer.contract is not None
        _choose(self.fields["user"], _users(viewer.contract))
        _choose(self.fields["function"], _functions(viewer.contract))

    def clean(self) -> dict[str, object]:
        """The days stand in their order."""
        cleaned = super().clean() or self.cleaned_data
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            rule = "日付(開始)以後の日付を入力してください。"
            self.add_error("until", fault(messages.MALFORMED, field="日付(終了)", rule=rule))
        return cleaned


def _choose(field: forms.Field, choices: Iterable[tuple[str, str]]) -> None:
    assert isinstance(field, forms.ChoiceField)
    field.choices = [_ALL, *choices]


def _users(contract: Contract) -> list[tuple[str, str]]:
    """Deleted users too: the log still tells of them. An ID that was given again is one choice."""
    labels = {}
    for user in contract.users.order_by("user_id", "registered_at"):
        labels[user.user_id] = str(user) if user.is_active else f"{user}(削除済み)"
    return list(labels.items())


def _functions(contract: Contract) -> list[tuple[str, str]]:
    contracted = [f for f in all_functions() if f.needs <= contract.capabilities]
    return [*((f.id, f.label) for f in contracted), (NO_FUNCTION, "ログイン・ログアウトなど")]
