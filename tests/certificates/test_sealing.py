"""CERT-15: what waits for the next page opens with the browser's key, in its flow, while its time lasts."""

from base64 import b64decode, b64encode
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certificates.sealing import Content, new_key, seal, unseal
from chingin.kernel.clock import JST

AT = datetime(2026, 11, 20, 12, 0, tzinfo=JST)
UNTIL = AT + timedelta(minutes=10)
KEY, FLOW = new_key(), uuid4()
DATA = b"Rokin#2026"


def opened(
    text: str,
    *,
    key: str = KEY,
    flow: UUID = FLOW,
    content: Content = Content.PASSWORD,
    minutes: float = 0,
) -> bytes | None:
    return unseal(text, key=key, flow=flow, content=content, at=AT + timedelta(minutes=minutes))


@pytest.fixture
def sealed() -> str:
    return seal(DATA, key=KEY, flow=FLOW, content=Content.PASSWORD, until=UNTIL)


@given(data=st.binary())
def test_what_was_sealed_comes_back(data: bytes) -> None:
    text = seal(data, key=KEY, flow=FLOW, content=Content.FILE, until=UNTIL)

    assert opened(text, content=Content.FILE) == data


def test_it_shows_nothing_and_is_another_text_each_time(sealed: str) -> None:
    assert "Rokin" not in sealed
    assert sealed != seal(DATA, key=KEY, flow=FLOW, content=Content.PASSWORD, until=UNTIL)
    assert len({new_key() for _ in range(10)}) == 10


def test_another_key_flow_or_content_opens_nothing(sealed: str) -> None:
    assert opened(sealed, key=new_key()) is None
    assert opened(sealed, flow=uuid4()) is None
    assert opened(sealed, content=Content.FILE) is None


@pytest.mark.parametrize(("minutes", "opens"), [(9.99, True), (10, False), (60, False)])
def test_when_its_time_is_over_it_stays_shut(sealed: str, minutes: float, opens: bool) -> None:
    assert (opened(sealed, minutes=minutes) == DATA) is opens


def test_any_changed_letter_opens_nothing(sealed: str) -> None:
    for place, letter in enumerate(sealed.rstrip("=")[:-1]):
        changed = sealed[:place] + ("A" if letter != "A" else "B") + sealed[place + 1 :]
        assert opened(changed) is None


def test_nobody_can_make_it_last_longer(sealed: str) -> None:
    later = seal(DATA, key=KEY, flow=FLOW, content=Content.PASSWORD, until=UNTIL + timedelta(minutes=9))

    raw = b64decode(later, b"-_")[:8] + b64decode(sealed, b"-_")[8:]
    assert opened(b64encode(raw, b"-_").decode()) is None


@pytest.mark.parametrize("text", ["", "A", "=", "AAAA", "!!!!", "あ", "A" * 27, "AAAA" * 30])
def test_what_was_never_sealed_opens_nothing(text: str) -> None:
    assert opened(text) is None


@pytest.mark.parametrize("key", ["", "AAAA", "あ", "!!"])
def test_what_is_no_key_opens_nothing_and_seals_nothing(sealed: str, key: str) -> None:
    assert opened(sealed, key=key) is None
    with pytest.raises(ValueError, match=r"base64|bits"):
        seal(DATA, key=key, flow=FLOW, content=Content.PASSWORD, until=UNTIL)
