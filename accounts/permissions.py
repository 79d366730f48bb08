"""Who may do what (USR-8, CON-4). Deny is the default; nothing here asks the database."""

from collections.abc import Collection, Mapping

from accounts.models import Contract, Grant, Role
from chingin.kernel.functions import Function, all_functions


def granted(
    function: Function, *, role: str, capabilities: Collection[str], grants: Mapping[str, str]
) -> Grant:
    """What an organisation's user may do with a function: contract, role, own grant; the narrowest wins."""
    if not function.needs <= set(capabilities) or (function.master_only and role != Role.MASTER):
        return Grant.HIDDEN
    own = (
        Grant.FULL
        if role == Role.MASTER or not function.restrictable
        else Grant(grants.get(function.id, Grant.HIDDEN))
    )
    if own is Grant.FULL and not function.needs_to_change <= set(capabilities):
        return Grant.VIEW
    return own


def restrictable_functions(contract: Contract) -> list[Function]:
    """What a master can grant or hide in this contract, in the menu's order (USR-2)."""
    capabilities = contract.capabilities
    return [f for f in all_functions() if f.restrictable and not f.master_only and f.needs <= capabilities]
