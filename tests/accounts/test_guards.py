"""What a function's page lets through (USR-8), and who may try a password (LOCK)."""

from datetime import datetime, timedelta

import pytest
from django.http import HttpRequest, HttpResponse

from accounts.functions import PASSWORD_CHANGE, USER_INQUIRY
from accounts.guards import Blocked, Locked, NotGranted, ViewOnly, function_page, shut_out
from accounts.members import Member, MemberRequest
from accounts.models import Contract, Grant, User
from chingin.kernel.actors import SYSTEM
from chingin.kernel.clock import JST

AT = datetime(2026, 11, 20, 10, 0, tzinfo=JST)


def request(method: str, grant: Grant) -> MemberRequest:
    """A request of a member with this grant for the user inquiry."""
    made = MemberRequest()
    made.method = method
    made.member = Member(user=User(), contract=Contract(), actor=SYSTEM, grants={USER_INQUIRY.id: grant})
    return made


def page(request: HttpRequest) -> HttpResponse:
    return HttpResponse("page")


@pytest.mark.parametrize(
    ("method", "grant", "changes", "refused"),
    [
        ("GET", Grant.FULL, False, None),
        ("POST", Grant.FULL, False, None),
        ("GET", Grant.FULL, True, None),
        ("GET", Grant.VIEW, False, None),
        ("HEAD", Grant.VIEW, False, None),
        ("POST", Grant.VIEW, False, ViewOnly),
        ("GET", Grant.VIEW, True, ViewOnly),
        ("GET", Grant.HIDDEN, False, NotGranted),
        ("POST", Grant.HIDDEN, False, NotGranted),
    ],
)
def test_a_page_opens_as_far_as_the_grant_goes(
    *, method: str, grant: Grant, changes: bool, refused: type[Exception] | None
) -> None:
    guarded = function_page(USER_INQUIRY, changes=changes)(page)

    if refused is None:
        assert guarded(request(method, grant)).status_code == 200
    else:
        with pytest.raises(refused):
            guarded(request(method, grant))


def test_a_guarded_page_says_which_function_it_is() -> None:
    guarded = function_page(PASSWORD_CHANGE)(page)

    assert (guarded.function_id, guarded.changes) == ("USR-7", False)  # type: ignore[attr-defined]


def test_an_open_user_may_try() -> None:
    assert shut_out(User(), at=AT) is None


def test_a_locked_user_learns_until_when() -> None:
    """LOCK-1."""
    refusal = shut_out(User(locks=1, locked_until=AT + timedelta(minutes=5)), at=AT)

    assert isinstance(refusal, Locked)
    assert refusal.remedy.startswith("2026年11月20日 10時05分を過ぎてから")


def test_a_blocked_user_waits_for_nothing() -> None:
    """LOCK-2."""
    assert isinstance(shut_out(User(locks=3, blocked_at=AT), at=AT), Blocked)
