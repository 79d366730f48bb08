"""Rows are held in one order: the contract, its users by key, their flow, the chain of the log (ADR 22).

`no_key`: nobody's key ever changes, so rows that point at what is held need not wait for it.
"""

from accounts import messages, staff_messages
from accounts.models import Contract, Role, User
from chingin.kernel.actors import Actor
from chingin.kernel.errors import Refusal


class ContractEnded(Refusal):
    """Nothing happens to a contract past its end."""

    message = staff_messages.CONTRACT_ENDED


class NoLongerMaster(Refusal):
    """The bank reset the master who acts, a moment ago."""

    message = messages.NO_LONGER_MASTER


class UserGone(Refusal):
    """Somebody else deleted the user first."""

    message = messages.USER_GONE


def hold_running(contract: Contract) -> Contract:
    """The contract under its row's lock; ContractEnded past its end."""
    rows = Contract.objects.select_for_update(of=("self",), no_key=True).select_related("branch__bank")
    held: Contract = rows.get(pk=contract.pk)
    if held.ended_at is not None:
        raise ContractEnded(number=held.number)
    return held


def hold_for_master(contract: Contract | None, *, by: Actor) -> Contract:
    """The contract for an act of its master, who goes only under this lock: ContractEnded, NoLongerMaster."""
    assert contract is not None  # masters act on users of contracts
    held = hold_running(contract)
    if not held.users.registered().filter(role=Role.MASTER, user_id=by.user_id).exists():
        raise NoLongerMaster
    return held


def hold_users(contract: Contract) -> list[User]:
    """All registered users of a contract that is held, before the first of them is told of in the log."""
    return list(contract.users.registered().select_for_update(no_key=True).order_by("pk"))


def hold_user(user: User) -> User:
    """The user under the row's lock, or UserGone."""
    held: User | None = User.objects.registered().select_for_update(no_key=True).filter(pk=user.pk).first()
    if held is None:
        raise UserGone
    return held
