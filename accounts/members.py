"""The person behind a request on the certificate origin: user, contract, what may be done."""

from dataclasses import dataclass

from django.http import HttpRequest

from accounts.models import Bank, Contract, Grant, User
from accounts.permissions import granted
from chingin.kernel.actors import Actor
from chingin.kernel.functions import Function, all_functions


@dataclass(frozen=True, slots=True)
class Member:
    """A logged-in user of an organisation (契約ユーザー)."""

    user: User
    contract: Contract
    actor: Actor
    grants: dict[str, Grant]

    @property
    def bank(self) -> Bank:
        """The bank whose name, help desk and hours this member sees."""
        return self.contract.branch.bank

    def may_see(self, function: Function) -> bool:
        """Whether the function is in the menu."""
        return self.grants[function.id] is not Grant.HIDDEN

    def may_change(self, function: Function) -> bool:
        """Whether its buttons that change data are there."""
        return self.grants[function.id] is Grant.FULL


class MemberRequest(HttpRequest):
    """A request of a logged-in member."""

    member: Member


def member_of(user: User, *, address: str) -> Member:
    """Read what the pages need to know of this user: one query beside the user's own row."""
    contract = user.contract
    assert contract is not None
    own = dict(user.grants.values_list("function_id", "grant"))
    capabilities = contract.capabilities
    return Member(
        user=user,
        contract=contract,
        actor=Actor(user_id=user.user_id, name=user.name, address=address),
        grants={
            function.id: granted(function, role=user.role, capabilities=capabilities, grants=own)
            for function in all_functions()
        },
    )
