"""Many at once, with real threads and row locks: CERT-2, CERT-5, CERT-7, CERT-8, CERT-12."""

from collections import Counter
from collections.abc import Callable
from functools import partial

import pytest
from django.core import mail

from accounts.actions.users import delete_user
from accounts.models import User
from certificates.actions import flow as actions
from certificates.actions.issue import issue, record_download
from certificates.actions.notices import send_expiry_notices
from certificates.actions.revocation import record_first_use, revoke
from certificates.models import Certificate, FirstUse, FlowState, IssuanceFlow, Notice, Reason, Revocation
from chingin.kernel.actors import SYSTEM
from chingin.kernel.audit import verify_chain
from chingin.kernel.errors import Refusal
from chingin.kernel.models import OutgoingMail
from tests.accounts.factories import PASSWORD
from tests.kernel.threads import at_the_same_time

from .conftest import AT
from .factories import CertificateFactory, FlowFactory
from .story import ADDRESS, SOMEBODY, begin, come_to_issue, events, mailed_code, wrong

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("ca", "that_day"),
]


def outcome(act: Callable[[], object]) -> str:
    """The name of what came back or was raised."""
    try:
        return type(act()).__name__
    except Refusal as refusal:
        return type(refusal).__name__


def outcomes(acts: list[Callable[[], object]]) -> Counter[str]:
    return Counter(at_the_same_time([partial(outcome, act) for act in acts]))


def redeem(flow: IssuanceFlow, code: str) -> object:
    return actions.redeem_code(flow=flow, code=code, by=SOMEBODY, at=AT)


def flow_with_code(user: User) -> tuple[IssuanceFlow, str]:
    flow = begin(user, at=AT)
    return flow, mailed_code()


def test_of_fifty_wrong_codes_at_once_five_are_compared_cert_2(user: User) -> None:
    flow, code = flow_with_code(user)

    results = outcomes([partial(redeem, flow, wrong(code))] * 50)

    assert results == {"WrongCode": 4, "TriesUsedUp": 46}
    assert events().count("code_wrong") == 5  # one for each comparison
    flow.refresh_from_db()
    assert flow.tries == 5
    assert outcome(partial(redeem, flow, code)) == "TriesUsedUp"
    assert verify_chain(user.log_chain) is None


def test_each_of_the_tries_left_is_told_once_cert_2(user: User) -> None:
    flow, code = flow_with_code(user)

    results = at_the_same_time([partial(redeem, flow, wrong(code))] * 20)

    left = Counter(result.values["left"] for result in results if isinstance(result, actions.WrongCode))
    assert left == {1: 1, 2: 1, 3: 1, 4: 1}


def test_the_right_code_pressed_ten_times_at_once_is_right_once_cert_2(user: User) -> None:
    flow, code = flow_with_code(user)

    assert outcomes([partial(redeem, flow, code)] * 10) == {"Redeemed": 10}
    assert events().count("code_right") == 1


def test_of_two_beginnings_at_once_one_flow_goes_on_cert_5(user: User) -> None:
    act = partial(actions.start, user_id="roukin01", password=PASSWORD, by=SOMEBODY, at=AT)

    assert outcomes([act] * 4) == {"Started": 4}

    states = Counter(IssuanceFlow.objects.values_list("state", flat=True))
    assert states == {FlowState.ABANDONED: 3, FlowState.CODE_SENT: 1}


def test_two_workers_with_one_task_mail_one_code_cert_2(user: User) -> None:
    flow = FlowFactory.create(user=user, started_at=AT)

    sent = at_the_same_time([partial(actions.send_code, str(flow.pk), at=AT)] * 4)

    assert sent.count(actions.Sending.DONE) == 1
    assert len(mail.outbox) == 1


def test_of_two_resends_at_once_one_is_sent_cert_2(user: User) -> None:
    flow = FlowFactory.create(user=user, started_at=AT, code_wanted_at=AT.replace(hour=9, minute=20))

    act = partial(actions.resend_code, flow=flow, by=SOMEBODY, at=AT)

    assert outcomes([act] * 4) == {"Resent": 1, "TooSoon": 3}


def test_the_issue_button_pressed_by_four_hands_issues_one_certificate_cert_5(user: User) -> None:
    flow = come_to_issue(user, at=AT)
    act = partial(issue, flow=flow, password=PASSWORD, by=flow.actor(ADDRESS), at=AT)

    assert outcomes([act] * 4) == {"Download": 1, "FlowOver": 3}
    assert Certificate.objects.count() == 1


def test_a_file_asked_for_twice_at_once_leaves_once_cert_15(user: User) -> None:
    flow = come_to_issue(user, at=AT)
    issue(flow=flow, password=PASSWORD, by=flow.actor(ADDRESS), at=AT)
    act = partial(record_download, flow=flow, by=flow.actor(ADDRESS), at=AT)

    assert sorted(at_the_same_time([act] * 4)) == [False, False, False, True]


def test_of_an_issue_and_a_deletion_at_once_no_usable_certificate_remains_cert_12(user: User) -> None:
    flow = come_to_issue(user, at=AT)
    press = partial(issue, flow=flow, password=PASSWORD, by=flow.actor(ADDRESS), at=AT)
    delete = partial(delete_user, user=user, by=SOMEBODY, at=AT)

    outcomes([press, delete])

    assert not Certificate.objects.valid_at(AT).exists()
    assert Certificate.objects.count() == Revocation.objects.count()


def test_of_two_first_uses_at_once_one_is_recorded_cert_7(user: User) -> None:
    old = CertificateFactory.create(user=user)
    new = CertificateFactory.create(user=user, ordinal=2)
    act = partial(record_first_use, fingerprint=new.fingerprint, by=SOMEBODY, at=AT)

    ended = at_the_same_time([act] * 6)

    assert sorted(map(len, ended)) == [0, 0, 0, 0, 0, 1]
    assert FirstUse.objects.get().certificate == new
    assert Revocation.objects.get().certificate == old


def test_of_two_revocations_at_once_one_stands_cert_12(user: User) -> None:
    certificate = CertificateFactory.create(user=user)
    act = partial(revoke, certificate=certificate, reason=Reason.BANK_REQUEST, by=SOMEBODY, at=AT)

    assert outcomes([act] * 6) == {"Revocation": 1, "AlreadyRevoked": 5}


def test_two_senders_at_once_send_each_notice_once_cert_8() -> None:
    at = CertificateFactory.create_batch(5)[0].not_after

    sent = at_the_same_time([partial(send_expiry_notices, by=SYSTEM, at=at)] * 4)

    assert sum(map(len, sent)) == 5
    assert Notice.objects.count() == OutgoingMail.objects.count() == 5
