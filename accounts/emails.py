"""The mails of this app: stored with the change that they announce, sent after it (docs/mails.md)."""

from datetime import datetime
from typing import Final

from accounts.models import Role, User
from chingin.kernel import clock, mail

# Whose doing a provisional password is.
PROVISIONAL_BY: Final = "マスターユーザーが、仮パスワードを登録しました。"
STAFF_PROVISIONAL_BY: Final = "本システムの管理者が、仮パスワードと認証アプリの登録用の鍵を再発行しました。"
# LOCK-5: whom a locked user asks.
FREED_BY: Final = {Role.MASTER: "お取引店", Role.GENERAL: "マスターユーザー"}
STAFF_FREED_BY: Final = "本システムの管理者"


def announce_registration(user: User, *, at: datetime) -> None:
    """REG-10: the registration is confirmed to the address that was typed."""
    _send("registered", user, at=at)


def announce_lockout(user: User, *, at: datetime) -> None:
    """LOCK-4: lock and blockage are mailed at once."""
    until = user.locked_until
    if until is None:
        _send("blocked", user, at=at)
    else:
        _send("locked", user, at=at, until=clock.in_words(until))


def announce_password_change(user: User, *, at: datetime) -> None:
    """A changed password, a new provisional one too, is told to its owner, who may not have changed it."""
    by_others = STAFF_PROVISIONAL_BY if user.is_staff else PROVISIONAL_BY
    _send("password_changed", user, at=at, by_others=by_others if user.password_is_provisional else "")


def announce_mail_change(user: User, *, old_address: str, at: datetime) -> None:
    """A changed address is told to the old and to the new one."""
    for address in (old_address, user.mail):
        _send("mail_changed", user, at=at, to=address)


def _send(name: str, user: User, *, at: datetime, to: str = "", **context: str) -> None:
    address = to or user.mail
    mail.enqueue(
        key=f"accounts.{name}:{user.pk}:{at.isoformat()}:{address}",
        to=address,
        sender=sender_for(user),
        template=f"accounts/{name}",
        context={
            **about(user),
            "at": clock.in_words(at),
            "freed_by": FREED_BY.get(Role(user.role), STAFF_FREED_BY),
            **context,
        },
        at=at,
    )


def sender_for(user: User) -> str:
    """The user's bank writes (ENV-7); "" where there is none: then the system's own address."""
    bank = user.home_bank
    return bank.mail_sender if bank else ""


def about(user: User) -> dict[str, str]:
    """What every mail says of its reader and of whom to call; the signature reads it."""
    bank = user.home_bank
    return {
        "user_id": user.user_id,
        "user_name": user.name,
        "bank": bank.name if bank else "労働金庫連合会",
        "help_desk": bank.help_desk_name if bank else "",
        "telephone": bank.help_desk_telephone if bank else "",
        "hours": bank.help_desk_hours if bank else "",
    }
