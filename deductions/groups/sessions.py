"""The deposit group (入金グループ) that a session works in (CON-5, LOGIN-4)."""

from dataclasses import dataclass
from typing import Final

from django.db.models import Case, Value, When

from accounts.members import MemberRequest
from accounts.models import ContractKind
from deductions.groups.models import DepositGroup

GROUP: Final = "deposit_group"
_KEPT: Final = "_group_in_use"


@dataclass(frozen=True, slots=True)
class GroupInUse:
    """The group in use, if one is; `choice`: there is more than one to choose from."""

    group: DepositGroup | None = None
    choice: bool = False

    @property
    def must_choose(self) -> bool:
        """Whether the member has yet to say which group to work in."""
        return self.group is None and self.choice


def use_group(request: MemberRequest, group: DepositGroup) -> None:
    """Work in this group until another is chosen or the session ends."""
    request.session[GROUP] = group.pk


def group_in_use(request: MemberRequest) -> GroupInUse:
    """The chosen group, or the only one. One query a request, however many groups the contract has."""
    kept: GroupInUse | None = getattr(request, _KEPT, None)
    if kept is None:
        kept = _read(request)
        setattr(request, _KEPT, kept)
    return kept


def _read(request: MemberRequest) -> GroupInUse:
    contract, chosen = request.member.contract, request.session.get(GROUP)
    if contract.kind != ContractKind.MEMBER:
        return GroupInUse()
    chosen_first = Case(When(pk=chosen, then=Value(0)), default=Value(1))
    found = list(contract.deposit_groups.order_by(chosen_first, "number")[:2])
    choice = len(found) > 1
    group = found[0] if found and (not choice or found[0].pk == chosen) else None
    return GroupInUse(group=group, choice=choice)
