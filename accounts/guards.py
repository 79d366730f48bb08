"""The guard of a page: which menu function it belongs to, and whether it changes data (USR-8).

The access table test reads `function_id` and `changes` from every view of the certificate origin.
"""

from collections.abc import Callable
from functools import wraps

from django.http import HttpResponseBase

from accounts import messages
from accounts.members import Member, MemberRequest
from chingin.kernel.errors import Refusal
from chingin.kernel.functions import Function

View = Callable[..., HttpResponseBase]
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
    """A page of a menu function. All but GET changes data; `changes`: GET too leads only there."""

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
