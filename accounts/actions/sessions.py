"""Login, logout and what ends a session (LOGIN, ENV-4, ENV-5)."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.db import transaction

from accounts import emails, messages, rules
from accounts.events import Event
from accounts.models import User
from chingin.kernel import audit
from chingin.kernel.actors import Actor
from chingin.kernel.errors import Refusal

from .holding import UserGone, hold_user
from .passwords import Attempt, try_password


class SamePassword(Refusal):
    """A provisional or present password is not a new one."""

    message = messages.SAME_PASSWORD


@dataclass(frozen=True, slots=True)
class LoggedIn:
    """A login that succeeded. `token` makes the new session the only good one (LOGIN-6)."""

    user: User
    previous_login: datetime | None
    token: str = field(repr=False)


@transaction.atomic
def log_in(*, user: User, password: str, by: Actor, at: datetime) -> LoggedIn | Attempt[User]:
    """Log in the user whom the certificate names (LOGIN-1); the attempt comes back when it failed.

    `user` as the request read it: its last login (LOGIN-6) is none of a first press that this one waited for.
    """
    attempt = try_password(
        users=User.objects.registered().filter(pk=user.pk), password=password, by=by, at=at
    )
    if attempt.subject is None or not attempt.is_right:
        return attempt
    user, previous, token = attempt.subject, user.last_login, secrets.token_urlsafe(32)
    user.save_lockout(rules.after_login(user.lockout))
    user.last_login, user.session_token = at, token
    user.save(update_fields=["last_login", "session_token"])
    audit.record(Event.LOGGED_IN, chain=user.log_chain, by=by, at=at, target=str(user))
    return LoggedIn(user=user, previous_login=previous, token=token)


@transaction.atomic
def log_out(*, user: User, by: Actor, at: datetime) -> None:
    """End the user's session, wherever it is."""
    User.objects.filter(pk=user.pk).update(session_token="")
    audit.record(Event.LOGGED_OUT, chain=user.log_chain, by=by, at=at, target=str(user))


@transaction.atomic
def change_password(*, user: User, present: str, new: str, by: Actor, at: datetime) -> Attempt[User]:
    """USR-7, LOGIN-3: a wrong present password counts as at login; the session goes on.

    `user` as the request read it. When the password changed while this press waited for the row, it is the
    second: then the new password is the one to try, counted like any other, and nothing changes again.
    """
    users = User.objects.registered().filter(pk=user.pk)
    is_second = _changed_meanwhile(user)
    attempt = try_password(users=users, password=new if is_second else present, by=by, at=at)
    if attempt.subject is None or not attempt.is_right or is_second:
        return attempt
    if new == present:
        raise SamePassword
    user = attempt.subject
    user.password, user.password_is_provisional = make_password(new), False
    user.save(update_fields=["password", "password_is_provisional"])
    audit.record(Event.PASSWORD_CHANGED, chain=user.log_chain, by=by, at=at, target=str(user))
    emails.announce_password_change(user, at=at)
    return attempt


def _changed_meanwhile(user: User) -> bool:
    """Whether another press changed the password that the request came with; from here on the row is held."""
    try:
        return hold_user(user).password != user.password
    except UserGone:
        return False
