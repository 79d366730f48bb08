"""kernel.yen: invariant 1, money is whole yen."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chingin.kernel.yen import floor_yen, format_yen, parse_yen

AMOUNTS = st.integers(min_value=-(10**15) + 1, max_value=10**15 - 1)


@pytest.mark.parametrize(
    ("amount", "text"),
    [(0, "0"), (999, "999"), (1000, "1,000"), (1234567, "1,234,567"), (-1234, "-1,234")],
)
def test_an_amount_is_written_with_commas_and_a_minus(amount: int, text: str) -> None:
    assert format_yen(amount) == text


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("1234", 1234),
        ("1,234", 1234),
        ("１２，３４５", 12345),
        ("¥1,234", 1234),
        ("￥１，２３４", 1234),
        ("\\1,234", 1234),
        ("1,234円", 1234),
        (" 500　", 500),
        ("000500", 500),
        ("-1,234", -1234),
        ("－１２３４", -1234),
        ("−1234", -1234),
        ("¥-1,234", -1234),
        ("-¥1,234", -1234),
        ("0", 0),
        ("999999999999999", 10**15 - 1),
    ],
)
def test_a_sum_is_read_as_people_type_it(typed: str, amount: int) -> None:
    assert parse_yen(typed) == amount


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "円",
        "abc",
        "1,23",
        "12,34,567",
        ",123",
        "1234,567",
        "1.5",
        "1_000",
        "1e3",
        "10²",  # NFKC would read 102
        "①",
        "一万",
        "٣",
        "--5",
        "-¥-5",
        "5-",
        "1 000",
        "5\n",
        "1000000000000000",
        "9" * 5000,
    ],
)
def test_what_is_not_a_sum_is_not_guessed_at(typed: str) -> None:
    with pytest.raises(ValueError, match="is not a sum in yen"):
        parse_yen(typed)


@given(AMOUNTS)
def test_what_is_written_is_read_back_equal(amount: int) -> None:
    assert parse_yen(format_yen(amount)) == amount


@pytest.mark.parametrize(
    ("amount", "yen"),
    [("0.99", 0), ("1", 1), ("1.9999999", 1), ("-0.01", -1), ("-1", -1), ("1E+3", 1000)],
)
def test_a_fraction_of_a_yen_is_dropped_downwards(amount: str, yen: int) -> None:
    assert floor_yen(Decimal(amount)) == yen


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**15), max_value=10**15))
def test_the_floor_lies_less_than_one_yen_below(amount: Decimal) -> None:
    yen = floor_yen(amount)

    assert yen <= amount < yen + 1


@pytest.mark.parametrize("amount", ["NaN", "Infinity", "-Infinity"])
def test_what_is_not_a_number_is_not_money(amount: str) -> None:
    with pytest.raises(ValueError, match="finite"):
        floor_yen(Decimal(amount))
