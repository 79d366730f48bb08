"""The guards of a page: its menu function (USR-8), the secrecy of what is typed, who may try a password."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import TypeVar

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponseBase
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from accounts import messages
from accounts.members import Member, MemberRequest
from accounts.models import User
from accounts.rules import Standing
from chingin.kernel import clock
from chingin.kernel.errors import Refusal
from chingin.kernel.functions import Function

View = Callable[..., HttpResponseBase]
ViewT = TypeVar("ViewT", bound=View)
SAFE_METHODS = frozenset({"GET", "HEAD"})


class AccessRefused(Refusal):
    """The page exists, but not for this user: 403, and the operation log remembers it."""

    def __init__(self, function: Function) -> None:
        self.function_id = function.id
        super().__init__()


class NotGranted(AccessRefused):
    """The contract or the user has no such function."""

    message = messages.NOT_GRANTED


class ViewOnly(AccessRefused):
    """The function is there to look at, not to change data."""

    message = messages.VIEW_ONLY


def function_page(function: Function, *, changes: bool = False) -> Callable[[View], View]:
    """A page of a menu function. All but GET changes data; `changes`: GET too leads only there.

    The access table test reads `function_id` and `changes` from every view of the certificate origin.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: MemberRequest, *args: object, **kwargs: object) -> HttpResponseBase:
            check(request.member, function, changes=changes or request.method not in SAFE_METHODS)
            return view(request, *args, **kwargs)

        guarded.function_id, guarded.changes = function.id, changes  # type: ignore[attr-defined]  # for the test
        return guarded

    return decorate


def check(member: Member, function: Function, *, changes: bool) -> None:
    """Refuse what the contract or the master did not grant."""
    if not member.may_see(function):
        raise NotGranted(function)
    if changes and not member.may_change(function):
        raise ViewOnly(function)


def takes_password(view: ViewT) -> ViewT:
    """A page that a password is typed into: a report of an error in it, or below it, shows nothing of it."""
    return sensitive_post_parameters()(sensitive_variables()(view))


def open_to_provisional(view: ViewT) -> ViewT:
    """A page for those who have not yet changed their provisional password (LOGIN-3)."""
    view.open_to_provisional = True  # type: ignore[attr-defined]  # read by MemberMiddleware
    return view


def outside_sessions(view: ViewT) -> ViewT:
    """A page that answers itself, whoever asks: no session is looked at, and none is ended on the way."""
    view.outside_sessions = True  # type: ignore[attr-defined]  # read by LoginRequired and MemberMiddleware
    return login_not_required(view)


class Locked(Refusal):
    """ログイン不可(ロック), LOCK-1."""

    message = messages.LOCKED


class Blocked(Refusal):
    """ログイン不可(閉塞), LOCK-2."""

    message = messages.BLOCKED


def shut_out(user: User, *, at: datetime) -> Refusal | None:
    """Why no password of this user may be tried now; only for one whose certificate or session proves it."""
    standing = user.standing(at=at)
    if standing is Standing.LOCKED and user.locked_until is not None:
        return Locked(until=clock.in_words(user.locked_until))
    return Blocked() if standing is Standing.BLOCKED else None
