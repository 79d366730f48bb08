"""The bank's staff (労金職員): made, let in by password and TOTP, renewed, deleted (BNK-3, ADR 10)."""

import logging
import secrets
import string
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Final

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.views.decorators.debug import sensitive_variables
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts import emails, rules
from accounts.events import Event
from accounts.models import STAFF_ROLES, Bank, Branch, Role, User
from accounts.staff_events import StaffEvent
from chingin.kernel import audit
from chingin.kernel.actors import Actor

from .contracts import Grounds, OwnAccount
from .holding import UserGone
from .passwords import LOCKOUT_EVENTS
from .registration import insert_free_id
from .sessions import LoggedIn, log_in
from .users import delete_user

logger = logging.getLogger(__name__)
_SYMBOLS: Final = "!#$%&*+-=?@"
_KINDS: Final = (string.ascii_uppercase, string.ascii_lowercase, string.digits, _SYMBOLS)


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffEntry:
    """What makes a member of staff; bank or branch as the role demands."""

    user_id: str
    role: Role
    name: str
    mail: str
    bank: Bank | None = None
    branch: Branch | None = None


@dataclass(frozen=True, slots=True)
class Credentials:
    """What is handed to the new member of staff, shown once: it is nowhere to be read again."""

    user: User
    password: str = field(repr=False)
    # The secret in base 32, in groups of four to type; the URI for programs that read it.
    secret: str = field(repr=False)
    uri: str = field(repr=False)


def provisional_password() -> str:
    """Twelve characters of all four kinds (REG-6), from the system's random source."""
    picked = [secrets.choice(kind) for kind in _KINDS]
    picked += [secrets.choice("".join(_KINDS)) for _ in range(8)]
    secrets.SystemRandom().shuffle(picked)
    return "".join(picked)


@sensitive_variables()
@transaction.atomic
def create_staff(*, entry: StaffEntry, password: str, by: Actor, at: datetime) -> Credentials:
    """Make a member of staff with a provisional password and a TOTP key, to be handed over in person."""
    user = _inserted(entry, password=password, at=at)
    credentials = _with_new_key(user, password)
    detail = {"role": str(entry.role)}
    audit.record(Event.STAFF_REGISTERED, chain=user.log_chain, by=by, at=at, target=str(user), detail=detail)
    return credentials


@sensitive_variables()
@transaction.atomic
def renew_staff(*, staff: User, password: str, grounds: Grounds, by: Actor, at: datetime) -> Credentials:
    """A lost telephone or password: new provisional password, new TOTP key; the session ends at once."""
    user = _other(staff, by)
    user.password, user.password_is_provisional, user.session_token = make_password(password), True, ""
    user.save(update_fields=["password", "password_is_provisional", "session_token"])
    credentials = _with_new_key(user, password)
    _record(StaffEvent.STAFF_RENEWED, user, by=by, at=at, **asdict(grounds))
    emails.announce_password_change(user, at=at)
    return credentials


@transaction.atomic
def delete_staff(*, staff: User, grounds: Grounds, by: Actor, at: datetime) -> None:
    """Who leaves or moves can no longer enter; the ID is free again."""
    user = _other(staff, by)
    TOTPDevice.objects.filter(user=user).delete()
    delete_user(user=user, by=by, at=at)
    _record(StaffEvent.STAFF_DELETED, user, by=by, at=at, **asdict(grounds))


@sensitive_variables()
@transaction.atomic
def log_in_staff(*, user_id: str, password: str, token: str, address: str, at: datetime) -> LoggedIn | None:
    """Let in who has the password and the TOTP of this moment (BNK-3); None for every other reason.

    A wrong, absent or used token counts as a wrong password (LOCK-1), and the password is then not compared:
    a thief of either learns nothing, and both together are guessed at most 18 times. Each refusal costs one
    hash. The operation log keeps those that were counted. The others, of unknown and of locked IDs, are
    endless: a stranger could fill with them what is never emptied.
    """
    staff = User.objects.registered().filter(role__in=STAFF_ROLES, user_id=user_id)
    user: User | None = staff.select_for_update(no_key=True).first()
    if user is None or _is_shut(user, at):
        make_password(password)
        # Who asks with an ID that nobody has may have typed a password there: it is kept nowhere.
        why = f"{user.user_id} is shut" if user else "no such ID"
        logger.warning("staff login from %s refused: %s", address, why)
        return None
    by, device = Actor(user.user_id, user.name, address), _device_that_shows(user, token, at=at)
    if device is None:
        make_password(password)
        _count_wrong_token(user, by=by, at=at)
        _record_refusal(user, by=by, at=at, why="ワンタイムパスワード不一致")
        return None
    entered = log_in(user=user, password=password, by=by, at=at)
    if not isinstance(entered, LoggedIn):
        _record_refusal(user, by=by, at=at, why="パスワード不一致")
        return None
    device.save(update_fields=["last_t", "drift", "last_used_at"])
    return entered


def _is_shut(user: User, at: datetime) -> bool:
    return user.standing(at=at) is not rules.Standing.OPEN


def device_of(user: User) -> TOTPDevice | None:
    """The confirmed TOTP device; without one nobody enters."""
    device: TOTPDevice | None = TOTPDevice.objects.filter(user=user, confirmed=True).order_by("pk").first()
    return device


def _device_that_shows(user: User, token: str, *, at: datetime) -> TOTPDevice | None:
    """The user's device if it shows this token now, one step earlier or later, and did not do so before.

    django-otp's own `verify_token` reads a clock and answers failures by pauses; here LOCK-1 counts them.
    """
    device = device_of(user)
    if device is None or not (token.isascii() and token.isdecimal() and len(token) == device.digits):
        return None
    totp = TOTP(device.bin_key, device.step, device.t0, device.digits, device.drift)
    totp.time = at.timestamp()
    if not totp.verify(int(token), tolerance=device.tolerance, min_t=device.last_t + 1):
        return None
    device.last_t, device.drift, device.last_used_at = totp.t(), totp.drift, at
    return device


def _count_wrong_token(user: User, *, by: Actor, at: datetime) -> None:
    user.save_lockout(rules.after_wrong_password(user.lockout, at=at))
    if _is_shut(user, at):
        emails.announce_lockout(user, at=at)
        event, refused = LOCKOUT_EVENTS[user.standing(at=at)], audit.Result.REFUSED
        audit.record(event, chain=user.log_chain, by=by, at=at, target=str(user), result=refused)


def _record_refusal(user: User, *, by: Actor, at: datetime, why: str) -> None:
    audit.record(
        StaffEvent.LOGIN_REFUSED,
        chain=user.log_chain,
        by=by,
        at=at,
        target=str(user),
        result=audit.Result.REFUSED,
        detail={"why": why},
    )


def _inserted(entry: StaffEntry, *, password: str, at: datetime) -> User:
    """Insert the user; the database says whether the ID is free (REG-5)."""
    user = User(
        user_id=entry.user_id,
        role=entry.role,
        bank=entry.bank,
        branch=entry.branch,
        name=entry.name,
        mail=entry.mail,
        password=make_password(password),
        password_is_provisional=True,
        registered_at=at,
    )
    insert_free_id(user)
    return user


def _with_new_key(user: User, password: str) -> Credentials:
    """A new device in place of any other; whoever logged in with the old one is out (OTPMiddleware)."""
    TOTPDevice.objects.filter(user=user).delete()
    device = TOTPDevice.objects.create(user=user, name="認証アプリ")
    uri: str = device.config_url
    secret = uri.partition("secret=")[2].partition("&")[0]
    spaced = " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
    return Credentials(user=user, password=password, secret=spaced, uri=uri)


def _other(staff: User, by: Actor) -> User:
    """The member of staff under the row's lock; never the one who acts."""
    staff_rows = User.objects.registered().filter(role__in=STAFF_ROLES, pk=staff.pk)
    user: User | None = staff_rows.select_for_update(no_key=True).first()
    if user is None:
        raise UserGone
    if user.user_id == by.user_id:
        raise OwnAccount
    return user


def _record(event: StaffEvent, user: User, *, by: Actor, at: datetime, **detail: audit.JSON) -> None:
    audit.record(event, chain=user.log_chain, by=by, at=at, target=str(user), detail=detail)
