"""What lines (DED-1) and their history (DED-3) can be searched by. What is left open takes all."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from django import forms
from django.db.models import Q

from accounts import messages
from accounts.fields import fault
from accounts.log_forms import DayField
from chingin.kernel.clock import at_time
from chingin.kernel.japanese.kana import KanaError, canonical_kana
from chingin.kernel.japanese.width import normalise_code
from chingin.kernel.lists import CriteriaForm
from deductions.groups.codes import SUBJECTS
from deductions.groups.models import Cycle
from deductions.rokin.models import Movement
from deductions.rokin.models.line import IN_ERROR
from deductions.rokin.wording import subject_choices

_ALL: Final = ("", "すべて")
_LONGEST: Final = 40


class CycleCriteria(CriteriaForm):
    """The cycle (控除回), and the employee whose lines are wanted."""

    use_required_attribute = False

    cycle = forms.ChoiceField(label="控除回", required=False)
    number = forms.CharField(label="職員番号", required=False, max_length=_LONGEST)

    def __init__(self, data: Any, *, viewer: object, cycle: Cycle, cycles: Iterable[Cycle]) -> None:
        super().__init__({**data.dict(), "cycle": str(cycle.pk)}, viewer=viewer)
        self.in_cycle = cycle
        field = self.fields["cycle"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(str(each.pk), each.label) for each in cycles]

    def clean_number(self) -> str:
        """In half width and capitals, as numbers of employees are stored."""
        return normalise_code(self.cleaned_data["number"]).upper()

    def numbers(self) -> list[str]:
        """The number as typed, and with the leading zeros that the group's numbers have."""
        number: str = self.cleaned_data["number"]
        filled = number.zfill(self.in_cycle.group.employee_number_digits) if number.isdigit() else number
        return sorted({number, filled}) if number else []


class LineCriteria(CycleCriteria):
    """労金控除明細照会."""

    name = forms.CharField(label="氏名(カナは姓から、漢字は一部でも)", required=False, max_length=_LONGEST)
    subject = forms.ChoiceField(label="科目", required=False, choices=[_ALL, *subject_choices(SUBJECTS)])
    movement = forms.ChoiceField(label="異動区分", required=False, choices=[_ALL, *Movement.choices])
    error = forms.BooleanField(label="エラーのある明細だけ", required=False)

    def wanted(self) -> Q:
        """The condition on lines of the cycle."""
        data, condition = self.cleaned_data, Q()
        if numbers := self.numbers():
            condition &= Q(employee_number__in=numbers)
        if data["name"]:
            condition &= _named(data["name"])
        for column in ("subject", "movement"):
            if data[column]:
                condition &= Q(**{column: data[column]})
        return condition & IN_ERROR if data["error"] else condition


def _named(name: str) -> Q:
    """Kana in any width find whose name begins so; what is no kana is looked for within the kanji."""
    try:
        kana = canonical_kana(name)
    except KanaError:
        return Q(name__contains=name)
    return Q(name_kana__startswith=kana) | Q(name__contains=name)


class HistoryCriteria(CycleCriteria):
    """労金控除明細更新履歴照会."""

    since = DayField(label="操作日(開始)")
    until = DayField(label="操作日(終了)")

    def clean(self) -> dict[str, object]:
        """The days stand in their order."""
        cleaned = super().clean() or self.cleaned_data
        since, until = cleaned.get("since"), cleaned.get("until")
        if isinstance(since, date) and isinstance(until, date) and until < since:
            rule = "操作日(開始)以後の日付を入力してください。"
            self.add_error("until", fault(messages.MALFORMED, field="操作日(終了)", rule=rule))
        return cleaned

    def wanted(self) -> Q:
        """The condition on the history of the cycle; days are days in Japan."""
        data, condition = self.cleaned_data, Q()
        if numbers := self.numbers():
            condition &= Q(line__employee_number__in=numbers)
        if data["since"]:
            condition &= Q(at__gte=_midnight(data["since"]))
        if data["until"]:
            condition &= Q(at__lt=_midnight(data["until"] + timedelta(days=1)))
        return condition


def _midnight(day: date) -> datetime:
    return at_time(day, time(0))
