"""CERT-2, CERT-5, CERT-8, CERT-10: tables and properties of the flow's and the door's rules."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certificates import rules
from certificates.rules import CertificateState, RegisteredFacts, Validity
from chingin.kernel.clock import JST

AT = datetime(2026, 11, 20, 12, 0, tzinfo=JST)
GOOD = RegisteredFacts(Validity(AT - timedelta(days=1), AT + timedelta(days=1)), is_revoked=False)
REVOKED = RegisteredFacts(GOOD.validity, is_revoked=True)
days = st.dates(min_value=date(2020, 1, 1), max_value=date(2090, 12, 31))


def test_who_has_none_may_have_one_at_once_cert_5() -> None:
    assert rules.issuable_from([]) is None


@given(ends=st.lists(days, min_size=1))
def test_the_certificate_that_ends_last_decides_when_the_next_may_come_cert_5(ends: list[date]) -> None:
    assert rules.issuable_from(ends) == rules.renewable_from(max(ends))


@pytest.mark.parametrize(
    ("passed", "seconds"), [(0, 60), (0.001, 60), (1, 59), (59, 1), (59.999, 1), (60, 0), (3600, 0)]
)
def test_sixty_seconds_between_two_codes_cert_2(passed: float, seconds: int) -> None:
    at = AT + timedelta(seconds=passed)

    assert rules.seconds_until_resend(wanted_at=AT, at=at) == seconds


@pytest.mark.parametrize(("sent", "end"), [(0, 10), (19.99, 29.99), (20, 30), (29, 30)])
def test_a_code_is_good_for_ten_minutes_but_no_longer_than_its_flow_cert_2(sent: float, end: float) -> None:
    minute = timedelta(minutes=1)

    assert rules.code_end(sent_at=AT + sent * minute, flow_end=AT + 30 * minute) == AT + end * minute


@pytest.mark.parametrize(
    ("wanted", "since", "at", "is_sending"),
    [
        (0, None, 0, False),
        (0, 0, 0, True),
        (0, 3, 62.999, True),
        (0, 3, 63, False),  # lost, or as good as lost
        (10, 3, 11, False),  # that was the code before
    ],
)
def test_a_code_is_being_sent_for_a_minute_since_a_worker_began_cert_2(
    wanted: float, since: float | None, at: float, is_sending: bool
) -> None:
    wanted_at, now = AT + timedelta(seconds=wanted), AT + timedelta(seconds=at)
    began = None if since is None else AT + timedelta(seconds=since)

    assert rules.is_being_sent(wanted_at=wanted_at, sending_since=began, at=now) is is_sending


@pytest.mark.parametrize(
    ("facts", "is_verified", "at", "state"),
    [
        (None, False, AT, CertificateState.FOREIGN),
        (None, True, AT, CertificateState.UNKNOWN),
        (GOOD, True, AT, CertificateState.VALID),
        (GOOD, True, GOOD.validity.start, CertificateState.VALID),
        (GOOD, True, GOOD.validity.end, CertificateState.VALID),
        (GOOD, False, AT, CertificateState.UNVERIFIED),
        (GOOD, True, GOOD.validity.start - timedelta(seconds=1), CertificateState.NOT_YET_VALID),
        (GOOD, False, GOOD.validity.end + timedelta(seconds=1), CertificateState.EXPIRED),
        (GOOD, True, GOOD.validity.end + timedelta(seconds=1), CertificateState.EXPIRED),
        (REVOKED, True, AT, CertificateState.REVOKED),
        (REVOKED, False, GOOD.validity.end + timedelta(days=9), CertificateState.REVOKED),
    ],
)
def test_what_came_is_called_by_its_cause_cert_10(
    facts: RegisteredFacts | None, is_verified: bool, at: datetime, state: CertificateState
) -> None:
    assert rules.state_of(facts, is_verified=is_verified, at=at) is state


@given(
    facts=st.none() | st.builds(RegisteredFacts, st.just(GOOD.validity), is_revoked=st.booleans()),
    is_verified=st.booleans(),
    at=st.datetimes(datetime(2026, 11, 10), datetime(2026, 11, 30), timezones=st.just(UTC)),  # noqa: DTZ001
)
def test_only_what_nginx_and_register_call_good_lets_in_cert_9(
    facts: RegisteredFacts | None, is_verified: bool, at: datetime
) -> None:
    is_good = facts is not None and not facts.is_revoked
    is_now = GOOD.validity.start <= at <= GOOD.validity.end

    state = rules.state_of(facts, is_verified=is_verified, at=at)

    assert (state is CertificateState.VALID) == (is_good and is_now and is_verified)
