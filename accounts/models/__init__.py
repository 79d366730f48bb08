"""Banks, contracts (契約) and their users: what is stored, and what can never be false."""

from .bank import Bank, Branch
from .contract import Access, Collection, Contract, ContractKind, Service, ZaikeiAccess
from .grant import FunctionGrant, Grant
from .lockable import Lockable
from .roles import ORGANISATION_ROLES, STAFF_ROLES, Role
from .user import User

__all__ = [
    "ORGANISATION_ROLES",
    "STAFF_ROLES",
    "Access",
    "Bank",
    "Branch",
    "Collection",
    "Contract",
    "ContractKind",
    "FunctionGrant",
    "Grant",
    "Lockable",
    "Role",
    "Service",
    "User",
    "ZaikeiAccess",
]
