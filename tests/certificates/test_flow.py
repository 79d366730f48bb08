"""CERT-2, CERT-5, LOCK-3, LOCK-6: from the password to the right code."""

from datetime import datetime, timedelta

import pytest
from django.core import mail
from pytest_django import DjangoCaptureOnCommitCallbacks
from time_machine import travel

from accounts import rules as lockout
from accounts.models import User
from certificates.actions import flow as actions
from certificates.actions.flow import Sending
from certificates.models import FlowState, IssuanceFlow
from certificates.rules import FLOW_LIFETIME, MAX_SENDS, MAX_TRIES
from chingin.kernel.models import OutgoingMail
from tests.accounts.factories import PASSWORD, BankStaffFactory, GeneralUserFactory, MasterFactory

from .factories import NOON as AT
from .factories import CertificateFactory, FlowFactory, RevocationFactory
from .story import ADDRESS, SOMEBODY, begin, events, mailed_code, told, wrong

pytestmark = pytest.mark.django_db

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


@pytest.fixture
def user() -> User:
    return GeneralUserFactory.create(user_id="ippan001", mail="hanako@union.example")


def start(user_id: str = "ippan001", password: str = PASSWORD, *, at: datetime = AT) -> object:
    return actions.start(user_id=user_id, password=password, by=SOMEBODY, at=at)


def redeem(flow: IssuanceFlow, code: str, *, at: datetime = AT) -> object:
    return actions.redeem_code(flow=flow, code=code, by=SOMEBODY, at=at)


def resend(flow: IssuanceFlow, *, at: datetime = AT) -> object:
    return actions.resend_code(flow=flow, by=SOMEBODY, at=at)


def test_the_right_password_begins_a_flow_and_the_worker_mails_a_code_cert_2(
    user: User, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with travel(AT, tick=False), django_capture_on_commit_callbacks(execute=True):
        started = start()

    assert isinstance(started, actions.Started)
    found = IssuanceFlow.objects.of_browser(flow=str(started.flow.pk), browser=started.browser).get()
    assert (found.state, found.code_is_due, found.sends) == (FlowState.CODE_SENT, False, 1)
    assert [(message.to, message.from_email) for message in mail.outbox] == [
        (["hanako@union.example"], "info@bank.test")
    ]
    assert found.code_hash
    assert mailed_code() not in found.code_hash
    assert told() == [("flow_started", "SUCCESS"), ("code_sent", "SUCCESS")]
    assert not OutgoingMail.objects.exists()


def test_the_mail_says_until_when_and_warns_cert_2(user: User) -> None:
    begin(user, at=AT)

    body = str(mail.outbox[0].body)
    assert mail.outbox[0].subject == "【ろうきん賃金控除事務支援システム】認証コードのお知らせ"
    assert "2026年11月20日 12時10分" in body
    assert "誰にも伝えないでください" in body
    assert "試験ろうきんヘルプデスク" in body
    assert mail.outbox[0].extra_headers == {"Auto-Submitted": "auto-generated"}


def test_wrong_password_unknown_id_locked_and_staff_get_one_answer_lock_6(user: User) -> None:
    staff = BankStaffFactory.create()
    locked = MasterFactory.create(locks=1, locked_until=AT + MINUTE)
    deleted = MasterFactory.create(deleted_at=AT)

    answers = [
        start(password="Wrong#2026"),
        start("nobody01"),
        *(start(one.user_id) for one in (staff, locked, deleted)),
    ]

    assert answers == [actions.NotAuthenticated()] * 5
    assert not IssuanceFlow.objects.exists()


def test_wrong_passwords_count_with_those_of_the_login_lock_3(user: User) -> None:
    for _ in range(6):
        start(password="Wrong#2026")

    user.refresh_from_db()
    assert user.standing(at=AT) is lockout.Standing.LOCKED
    assert start() == actions.NotAuthenticated()


def test_who_was_deleted_between_password_and_flow_begins_none(user: User) -> None:
    user.deleted_at = AT
    user.save()

    assert actions._begin(user, address=ADDRESS, at=AT) == actions.NotAuthenticated()


def test_who_has_a_certificate_is_told_so_until_30_days_before_its_end_cert_5(user: User) -> None:
    certificate = CertificateFactory.create(user=user)  # ends on 2027-11-20
    renewable = AT.replace(year=2027, month=10, day=21, hour=0)

    with pytest.raises(actions.AlreadyIssued) as refused:
        start(at=renewable - SECOND)

    assert refused.value.code == "E1201"
    assert "2027年11月20日" in refused.value.cause
    assert "2027年10月21日から更新" in refused.value.remedy
    assert isinstance(start(at=renewable), actions.Started)
    assert isinstance(start(at=certificate.not_after + SECOND), actions.Started)


def test_only_who_knows_the_password_learns_of_the_certificate_lock_6(user: User) -> None:
    CertificateFactory.create(user=user)

    assert start(password="Wrong#2026") == actions.NotAuthenticated()


def test_a_renewed_certificate_stands_in_the_way_of_a_third_cert_5(user: User) -> None:
    old = CertificateFactory.create(user=user)
    day = old.not_after - 10 * timedelta(days=1)
    CertificateFactory.create(user=user, ordinal=2, issued_on=day.date())

    with pytest.raises(actions.AlreadyIssued):
        start(at=day)


def test_after_the_bank_revoked_it_a_new_one_may_be_issued_cert_12_cert_13(user: User) -> None:
    RevocationFactory.create(certificate__user=user)

    assert isinstance(start(), actions.Started)


def test_beginning_anew_ends_the_flow_before(user: User) -> None:
    first = begin(user, at=AT)

    begin(user, at=AT + SECOND)

    first.refresh_from_db()
    assert (first.state, first.code_hash) == (FlowState.ABANDONED, "")
    assert isinstance(redeem(first, "000000"), actions.FlowOver)


def test_a_task_that_runs_twice_mails_once(user: User) -> None:
    flow = begin(user, at=AT)

    assert actions.send_code(str(flow.pk), at=AT) is Sending.NOTHING
    assert len(mail.outbox) == 1


@pytest.mark.parametrize("change", [{"state": FlowState.ABANDONED}, {"started_at": AT - FLOW_LIFETIME}])
def test_no_code_is_mailed_for_a_flow_that_is_over(user: User, change: dict[str, object]) -> None:
    flow = FlowFactory.create(user=user, **{"code_is_due": "state" not in change, **change})

    assert actions.send_code(str(flow.pk), at=AT) is Sending.NOTHING
    assert mail.outbox == []


def test_no_code_is_mailed_to_a_deleted_user() -> None:
    flow = FlowFactory.create(user__deleted_at=AT)

    assert actions.send_code(str(flow.pk), at=AT) is Sending.NOTHING


def lost_worker(flow: IssuanceFlow, *, at: datetime) -> None:
    """What a worker leaves behind that dies while it talks to the mail server."""
    assert isinstance(actions._claim(str(flow.pk), "123456", at=at), IssuanceFlow)


def test_a_lost_worker_loses_no_code_cert_2(user: User) -> None:
    """Its task comes again at once (acks late), and after a minute another worker may begin."""
    flow = FlowFactory.create(user=user)
    lost_worker(flow, at=AT)

    tries = [actions.send_code(str(flow.pk), at=AT + after) for after in (SECOND, MINUTE - SECOND, MINUTE)]

    assert tries == [Sending.ELSEWHERE, Sending.ELSEWHERE, Sending.DONE]
    assert redeem(flow, mailed_code(), at=AT + MINUTE) == actions.Redeemed()


def test_what_a_lost_worker_has_mailed_is_not_good_and_costs_no_try_where_none_was_before(user: User) -> None:
    flow = FlowFactory.create(user=user)
    lost_worker(flow, at=AT)

    assert isinstance(redeem(flow, "123456"), actions.NoLivingCode)
    flow.refresh_from_db()
    assert flow.tries == 0


def test_of_a_lost_worker_s_code_and_the_next_the_last_that_came_is_good_cert_2(user: User) -> None:
    flow = FlowFactory.create(user=user)
    lost_worker(flow, at=AT)
    actions.send_code(str(flow.pk), at=AT + MINUTE)
    newest = mailed_code()

    assert newest == "123456" or isinstance(redeem(flow, "123456", at=AT + MINUTE), actions.WrongCode)
    assert redeem(flow, newest, at=AT + MINUTE) == actions.Redeemed()


def test_the_right_code_is_taken_once_and_forgotten_cert_2(user: User) -> None:
    flow = begin(user, at=AT)

    outcomes = [redeem(flow, mailed_code()), redeem(flow, "anything")]

    flow.refresh_from_db()
    assert outcomes == [actions.Redeemed(), actions.Redeemed()]
    assert (flow.state, flow.code_hash, flow.tries) == (FlowState.CODE_RIGHT, "", 0)
    assert told()[-1] == ("code_right", "SUCCESS")


def test_each_wrong_code_counts_and_the_fifth_is_the_last_cert_2(user: User) -> None:
    flow = begin(user, at=AT)
    code = mailed_code()

    outcomes = [redeem(flow, wrong(code)) for _ in range(6)]

    left = [outcome.values["left"] for outcome in outcomes if isinstance(outcome, actions.WrongCode)]
    assert left == [4, 3, 2, 1]
    assert [type(outcome) for outcome in outcomes[4:]] == [actions.TriesUsedUp] * 2
    assert isinstance(redeem(flow, code), actions.TriesUsedUp)
    assert told()[2:] == [("code_wrong", "REFUSED")] * 5


def test_the_right_code_at_the_fifth_try_is_right_cert_2(user: User) -> None:
    flow = begin(user, at=AT)
    code = mailed_code()
    for _ in range(4):
        redeem(flow, wrong(code))

    assert redeem(flow, code) == actions.Redeemed()


@pytest.mark.parametrize(("age", "is_right"), [(10 * MINUTE - SECOND, True), (10 * MINUTE, False)])
def test_a_code_lives_ten_minutes_cert_2(user: User, age: timedelta, is_right: bool) -> None:
    flow = begin(user, at=AT)

    outcome = redeem(flow, mailed_code(), at=AT + age)

    assert isinstance(outcome, actions.Redeemed if is_right else actions.NoLivingCode)


def test_before_a_code_is_sent_nothing_is_compared_or_counted(user: User) -> None:
    flow = FlowFactory.create(user=user)

    assert isinstance(redeem(flow, ""), actions.NoLivingCode)
    flow.refresh_from_db()
    assert flow.tries == 0


def test_another_code_is_sent_after_60_seconds_and_only_it_is_good_cert_2(user: User) -> None:
    flow = begin(user, at=AT)
    first = mailed_code()

    too_soon = resend(flow, at=AT + 59 * SECOND)
    resent = resend(flow, at=AT + 60 * SECOND)
    actions.send_code(str(flow.pk), at=AT + 61 * SECOND)

    assert isinstance(too_soon, actions.TooSoon)
    assert too_soon.values == {"seconds": 1}
    assert resent == actions.Resent()
    second = mailed_code()
    assert isinstance(
        redeem(flow, wrong(second) if first == second else first, at=AT + MINUTE * 2), actions.WrongCode
    )
    assert redeem(flow, second, at=AT + MINUTE * 2) == actions.Redeemed()
    assert events()[2:4] == ["code_wanted_again", "code_sent"]


def test_until_the_next_code_is_mailed_the_one_before_is_good(user: User) -> None:
    flow = begin(user, at=AT)
    resend(flow, at=AT + MINUTE)

    assert redeem(flow, mailed_code(), at=AT + MINUTE) == actions.Redeemed()


def test_the_tries_go_on_counting_over_resends_cert_2(user: User) -> None:
    flow = begin(user, at=AT)
    for _ in range(4):
        redeem(flow, wrong(mailed_code()))
    resend(flow, at=AT + MINUTE)
    actions.send_code(str(flow.pk), at=AT + MINUTE)

    assert isinstance(redeem(flow, wrong(mailed_code()), at=AT + MINUTE), actions.TriesUsedUp)
    assert isinstance(resend(flow, at=AT + 2 * MINUTE), actions.TriesUsedUp)


def test_ten_codes_are_enough_for_one_mailbox(user: User) -> None:
    flow = FlowFactory.create(user=user, sends=MAX_SENDS)

    assert isinstance(resend(flow, at=AT + MINUTE), actions.SendsUsedUp)
    with pytest.raises(actions.SendsUsedUp):
        start(at=AT + MINUTE)


@pytest.mark.parametrize("state", [FlowState.CODE_RIGHT, FlowState.ABANDONED])
def test_no_code_is_sent_again_but_at_step_2(user: User, state: FlowState) -> None:
    flow = FlowFactory.create(user=user, state=state, code_is_due=False)

    assert isinstance(resend(flow, at=AT + MINUTE), actions.FlowOver)


@pytest.mark.parametrize("state", [FlowState.CODE_SENT, FlowState.CODE_RIGHT])
def test_half_an_hour_after_its_begin_a_flow_is_over(user: User, state: FlowState) -> None:
    flow = FlowFactory.create(user=user, state=state, code_is_due=False)
    late = AT + FLOW_LIFETIME

    assert isinstance(redeem(flow, "123456", at=late), actions.FlowOver)
    assert isinstance(resend(flow, at=late), actions.FlowOver)


def test_beginning_anew_gives_no_new_tries_within_an_hour(user: User) -> None:
    for _ in range(MAX_TRIES):
        redeem(begin(user, at=AT), wrong(mailed_code()))

    with pytest.raises(actions.TriesUsedUp):
        start(at=AT + 60 * MINUTE - SECOND)
    assert isinstance(start(at=AT + 60 * MINUTE), actions.Started)


def test_after_an_issue_the_counts_begin_anew(user: User) -> None:
    certificate = RevocationFactory.create(certificate__user=user).certificate
    FlowFactory.create(
        user=user, state=FlowState.DOWNLOADED, code_is_due=False, certificate=certificate, tries=5, sends=10
    )

    started = start(at=AT + MINUTE)

    assert isinstance(started, actions.Started)
    assert (started.flow.tries, started.flow.sends) == (0, 1)


def test_cancel_ends_the_flow_once_cert_2(user: User) -> None:
    flow = begin(user, at=AT)

    assert [actions.abandon(flow=flow, by=flow.actor(ADDRESS), at=AT) for _ in range(2)] == [True, True]

    flow.refresh_from_db()
    assert flow.state == FlowState.ABANDONED
    assert events().count("flow_abandoned") == 1
