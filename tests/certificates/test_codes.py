"""CERT-2: the code is six digits, and what is stored of it opens nothing."""

import re
from uuid import uuid4

import pytest

from certificates import codes

FLOW = uuid4()
SECRET = "secret-of-the-tests"


def stored(code: str) -> str:
    return codes.keyed_hash(code, flow=FLOW, secret=SECRET)


def test_codes_are_six_digits_and_differ() -> None:
    made = [codes.new_code() for _ in range(300)]

    assert all(re.fullmatch(r"[0-9]{6}", code) for code in made)
    assert len(set(made)) > 290
    assert {code[0] for code in made} == set("0123456789")


def test_the_right_code_agrees() -> None:
    assert codes.agrees("012345", stored("012345"), flow=FLOW, secret=SECRET)


@pytest.mark.parametrize("typed", ["012346", "12345", "", "０１２３４５", "\ud800", "012345 "])
def test_anything_else_does_not(typed: str) -> None:
    assert not codes.agrees(typed, stored("012345"), flow=FLOW, secret=SECRET)


def test_where_no_code_is_stored_none_agrees() -> None:
    assert not codes.agrees("", "", flow=FLOW, secret=SECRET)


def test_another_flow_or_another_secret_makes_another_hash() -> None:
    assert not codes.agrees("012345", stored("012345"), flow=uuid4(), secret=SECRET)
    assert not codes.agrees("012345", stored("012345"), flow=FLOW, secret="another")
    assert re.fullmatch(r"[0-9a-f]{64}", stored("012345"))
