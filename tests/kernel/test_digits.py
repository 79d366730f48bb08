import pytest
from hypothesis import given
from hypothesis import strategies as st

from chingin.kernel.digits import number_in


@given(number=st.integers(0, 10**18 - 1))
def test_what_a_page_writes_is_read_again(number: int) -> None:
    assert number_in(str(number)) == number


@pytest.mark.parametrize("text", ["", " 1", "-1", "+1", "1.0", "1_0", "１", "²", "x", "1" * 19])
def test_anything_else_is_no_number(text: str) -> None:
    assert number_in(text) is None


def test_a_number_may_have_to_be_shorter() -> None:
    assert number_in("999", most=3) == 999
    assert number_in("1000", most=3) is None
