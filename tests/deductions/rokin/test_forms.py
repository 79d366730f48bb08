"""Fields of lines, and what a screen says of them: any width, and words instead of codes."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from accounts.fields import DigitsField
from chingin.kernel.months import Month
from chingin.kernel.yen import format_yen
from deductions.groups.codes import LINE_ERRORS, SUBJECTS
from deductions.rokin import wording
from deductions.rokin.forms.fields import AccountNumberField, AmountField, MonthField
from deductions.rokin.line_errors import line_error
from deductions.rokin.rules import MAX_ENTERED_AMOUNT

FULL_WIDTH = str.maketrans("0123456789,", "０１２３４５６７８９，")
MONTH = MonthField(label="終了年月", help_text="", required=False)
ACCOUNT = AccountNumberField()
BRANCH = DigitsField(label="店番号", digits=3)


@given(amount=st.integers(1, MAX_ENTERED_AMOUNT), full=st.booleans(), commas=st.booleans())
def test_an_amount_is_read_however_it_is_typed(amount: int, full: bool, commas: bool) -> None:
    typed = format_yen(amount) if commas else str(amount)

    assert AmountField().clean(typed.translate(FULL_WIDTH) if full else typed) == amount


@pytest.mark.parametrize("typed", ["0", "-1", "100000000", "1.5", "二万", "1,23", "9" * 50, "2e4"])
def test_what_is_no_sum_that_a_wage_bears_is_refused_in_words_e06(typed: str) -> None:
    with pytest.raises(ValidationError, match=r"^\['控除金額は.+入力してください。"):
        AmountField().clean(typed)


@given(
    year=st.integers(2000, 2099),
    number=st.integers(1, 12),
    form=st.sampled_from("{0}{1:02} {0}/{1} {0}-{1:02} {0}年{1}月".split()),
)
def test_a_month_is_read_however_it_is_typed(year: int, number: int, form: str) -> None:
    typed = form.format(year, number)

    for text in (typed, typed.translate(FULL_WIDTH), f" {typed} "):
        assert MONTH.clean(text) == Month(year, number).code


@pytest.mark.parametrize("typed", ["2026", "2026/13", "R8/4", "4月", "2" * 90])
def test_what_is_no_month_is_refused_with_an_example(typed: str) -> None:
    with pytest.raises(ValidationError, match="2026/11"):
        MONTH.clean(typed)


@pytest.mark.parametrize(("typed", "code"), [("", ""), ("  ", ""), (None, "")])
def test_a_month_may_stay_open(typed: str | None, code: str) -> None:
    assert MONTH.clean(typed) == code


@pytest.mark.parametrize(
    ("value", "shown"), [("202611", "2026/11"), ("2026年11月", "2026年11月"), ("", ""), (None, None)]
)
def test_a_stored_month_stands_as_people_type_it(value: str | None, shown: str | None) -> None:
    assert MONTH.prepare_value(value) == shown


def test_a_stored_amount_stands_with_its_commas_and_a_typed_one_as_typed() -> None:
    assert AmountField().prepare_value(20_000) == "20,000"
    assert AmountField().prepare_value("２００００") == "２００００"


@given(number=st.from_regex(r"\A[0-9]{1,7}\Z"))
def test_a_short_account_number_gets_its_leading_zeros(number: str) -> None:
    for typed in (number, number.translate(FULL_WIDTH)):
        assert ACCOUNT.clean(typed) == number.zfill(7)


@pytest.mark.parametrize("typed", ["", "12345678", "12a", "-1", "一"])
def test_what_is_no_account_number_is_refused(typed: str) -> None:
    with pytest.raises(ValidationError, match="口座番号"):
        ACCOUNT.clean(typed)


@pytest.mark.parametrize("typed", ["1", "0101", "1a1"])
def test_a_branch_number_is_not_filled(typed: str) -> None:
    with pytest.raises(ValidationError, match="店番号は半角数字3桁で"):
        BRANCH.clean(typed)


# Words


@pytest.mark.parametrize("code", LINE_ERRORS)
def test_every_error_of_a_line_has_name_cause_and_remedy(code: str) -> None:
    error = line_error(code)

    assert error is not None
    assert str(error) == f"{code} {LINE_ERRORS[code]}"
    assert error.cause.endswith("。")
    assert error.remedy(why=None).endswith("。")
    assert "連絡された" not in error.cause


def test_an_error_that_nobody_listed_says_whom_to_ask() -> None:
    error = line_error("E99")

    assert error is not None
    assert (str(error), "お取引店" in error.remedy(why=None)) == ("E99", True)
    assert line_error("") is None


def test_codes_months_and_sums_are_said_in_words() -> None:
    assert [wording.subject(code) for code in ("20", "99")] == ["20 エース預金", "99"]
    assert len(wording.subject_choices(SUBJECTS)) == len(SUBJECTS)
    assert [wording.month(code) for code in ("202604", "")] == ["2026年4月", "―"]
    assert [wording.end_month(code) for code in ("202604", "")] == ["2026年4月", "終了の指定なし"]
    assert [wording.difference(n) for n in (5_000, -5_000, 0)] == ["+5,000円", "-5,000円", "増減なし"]
    assert [wording.day(day) for day in (date(2026, 4, 1), None)] == ["2026年4月1日", "―"]
