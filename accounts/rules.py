"""Lockout, passwords, user IDs, mail addresses: the rules of who may come in. Pure."""

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

MAX_WRONG_PASSWORDS: Final = 6  # LOCK-1
LOCK_PERIOD: Final = timedelta(minutes=60)  # LOCK-1
LOCKS_UNTIL_BLOCKAGE: Final = 3  # LOCK-2
MAX_GENERAL_USERS: Final = 10  # USR-2
SCREEN_TIMEOUT: Final = timedelta(minutes=60)  # ENV-4
MAX_MAIL_LENGTH: Final = 50  # REG-8
MAX_NAME_LENGTH: Final = 20  # REG-7
FORM_ID_LENGTH: Final = 32


class Standing(StrEnum):
    """Whether a password may be tried (利用可, ロック, 閉塞)."""

    OPEN = "open"
    LOCKED = "locked"
    BLOCKED = "blocked"


@dataclass(frozen=True, slots=True)
class Lockout:
    """What is counted against one user, or against one contract's initial registration."""

    wrong_passwords: int = 0
    locks: int = 0
    locked_until: datetime | None = None
    blocked_at: datetime | None = None


def standing(lockout: Lockout, *, at: datetime) -> Standing:
    """Blocked for good, locked until its end (the end itself is free again), or open."""
    if lockout.blocked_at is not None:
        return Standing.BLOCKED
    if lockout.locked_until is not None and at < lockout.locked_until:
        return Standing.LOCKED
    return Standing.OPEN


def after_wrong_password(lockout: Lockout, *, at: datetime) -> Lockout:
    """One more wrong password: the 6th in a row locks for 60 minutes, the third lock blocks (LOCK-1, LOCK-2).

    Only a guess that was allowed counts: while locked or blocked nothing changes.
    """
    if standing(lockout, at=at) is not Standing.OPEN:
        return lockout
    wrong = lockout.wrong_passwords + 1
    if wrong < MAX_WRONG_PASSWORDS:
        return replace(lockout, wrong_passwords=wrong, locked_until=None)
    locks = lockout.locks + 1
    if locks < LOCKS_UNTIL_BLOCKAGE:
        return Lockout(wrong_passwords=0, locks=locks, locked_until=at + LOCK_PERIOD)
    return Lockout(wrong_passwords=0, locks=locks, blocked_at=at)


def after_right_password(lockout: Lockout) -> Lockout:
    """A success clears the count of wrong passwords; the locks stay counted until a login (LOCK-3)."""
    return replace(lockout, wrong_passwords=0, locked_until=None)


def after_login(lockout: Lockout) -> Lockout:
    """A successful login clears the count of locks too (LOCK-3)."""
    return replace(lockout, wrong_passwords=0, locks=0, locked_until=None)


class PasswordFault(StrEnum):
    """What a password lacks (REG-6, CON-2); the value is the rule as the screen words it."""

    LENGTH = "桁数"
    HALF_WIDTH = "半角英大・小文字、数字、記号以外の文字"
    FOUR_KINDS = "半角英大・小文字、数字、記号の4種必須"


_HALF_WIDTH: Final = re.compile(r"[!-~]*")
_KINDS: Final = (
    re.compile("[A-Z]"),
    re.compile("[a-z]"),
    re.compile("[0-9]"),
    re.compile("[!-/:-@\\[-`{-~]"),
)


def password_fault(password: str, *, shortest: int, longest: int) -> PasswordFault | None:
    """The first rule that the password breaks: half-width, all four kinds, its length."""
    if not _HALF_WIDTH.fullmatch(password):
        return PasswordFault.HALF_WIDTH
    if not shortest <= len(password) <= longest:
        return PasswordFault.LENGTH
    if not all(kind.search(password) for kind in _KINDS):
        return PasswordFault.FOUR_KINDS
    return None


def login_password_fault(password: str) -> PasswordFault | None:
    """REG-6: 8 to 12 characters, four kinds."""
    return password_fault(password, shortest=8, longest=12)


def initial_password_fault(password: str) -> PasswordFault | None:
    """CON-2: exactly 8 characters, four kinds."""
    return password_fault(password, shortest=8, longest=8)


LEGACY_LENGTH: Final = 6
LEGACY_SUFFIX: Final = "r@"  # CON-3


def legacy_initial_password(password: str) -> str:
    """CON-3: six characters delivered by 2024-05-02 become valid as themselves + `r@`; others stay."""
    return password + LEGACY_SUFFIX if len(password) == LEGACY_LENGTH else password


# The database matches by these too; on SQLite through Python, where $ would let a line end pass.
USER_ID_PATTERN: Final = r"\A[A-Za-z0-9]{6,12}\Z"
CONTRACT_NUMBER_PATTERN: Final = r"\A[0-9]{8}\Z"  # CON-1
BANK_CODE_PATTERN: Final = r"\A[0-9]{4}\Z"
BRANCH_CODE_PATTERN: Final = r"\A[0-9]{3}\Z"
_USER_ID: Final = re.compile(r"(?=.*[A-Za-z])(?=.*[0-9])[A-Za-z0-9]{6,12}")


def is_user_id(text: str) -> bool:
    """REG-5: 6 to 12 half-width letters and digits, both kinds."""
    return _USER_ID.fullmatch(text) is not None


# Domains of mobile carriers (REG-8), matched on label boundaries: their sub-domains are carriers' too.
MOBILE_CARRIER_DOMAINS: Final = frozenset(
    """
    docomo.ne.jp dwmail.jp mopera.net au.com ezweb.ne.jp biz.ezweb.ne.jp ido.ne.jp uqmobile.jp
    softbank.ne.jp i.softbank.jp disney.ne.jp vodafone.ne.jp
    jp-d.ne.jp jp-h.ne.jp jp-t.ne.jp jp-c.ne.jp jp-r.ne.jp jp-k.ne.jp jp-n.ne.jp jp-s.ne.jp jp-q.ne.jp
    ymobile.ne.jp ymobile1.ne.jp y-mobile.ne.jp emnet.ne.jp emobile.ne.jp pdx.ne.jp wcm.ne.jp willcom.com
    rakumail.jp
    """.split()
)


class MailFault(StrEnum):
    """What is wrong with a mail address (REG-8)."""

    SHAPE = "形式"
    LENGTH = "桁数"
    MOBILE_CARRIER = "携帯電話会社"


# RFC 5321's dot-atom and host name: no dot at an end, no two in a row; the last label is no number.
_ATOM: Final = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL: Final = r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
_MAIL: Final = re.compile(rf"{_ATOM}(?:\.{_ATOM})*@(?:{_LABEL}\.)+[A-Za-z]{{2,}}")


def mail_fault(address: str) -> MailFault | None:
    """The first rule that the address breaks: length, shape, no mobile carrier."""
    if len(address) > MAX_MAIL_LENGTH:
        return MailFault.LENGTH
    if not _MAIL.fullmatch(address):
        return MailFault.SHAPE
    return MailFault.MOBILE_CARRIER if is_mobile_carrier(address.rpartition("@")[2]) else None


def is_mobile_carrier(domain: str) -> bool:
    """Whether the domain, or one that it is a part of, is a mobile carrier's."""
    labels = domain.lower().rstrip(".").split(".")
    return any(".".join(labels[start:]) in MOBILE_CARRIER_DOMAINS for start in range(len(labels)))
