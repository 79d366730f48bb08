"""What a member of staff sees: the branch's, the bank's, or all (BNK-3)."""

from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Concat

from accounts.models import STAFF_ROLES, Bank, Branch, Contract, Role, User
from chingin.kernel import audit
from chingin.kernel.models import CalendarOverride, OperationLog, Reception

NO_BANK = "-"


def banks_of(viewer: User) -> QuerySet[Bank]:
    """The viewer's own bank; all for the federation."""
    banks = Bank.objects.all()
    if viewer.role == Role.FEDERATION:
        return banks
    bank = viewer.home_bank
    return banks.filter(code=bank.code) if viewer.is_staff and bank is not None else banks.none()


def branches_of(viewer: User) -> QuerySet[Branch]:
    """The viewer's own branch, those of the bank, or all."""
    branches = Branch.objects.filter(bank__in=banks_of(viewer))
    return branches.filter(staff=viewer) if viewer.role == Role.BRANCH_STAFF else branches


def staff_of(viewer: User) -> QuerySet[User]:
    """Staff of the viewer's bank and its branches; branch staff see no colleagues."""
    staff: QuerySet[User] = User.objects.registered().filter(role__in=STAFF_ROLES)
    if viewer.role == Role.FEDERATION:
        return staff
    if viewer.role == Role.BANK_STAFF:
        return staff.filter(Q(bank=viewer.bank_id) | Q(branch__bank=viewer.bank_id))
    return staff.none()


def users_of(viewer: User) -> QuerySet[User]:
    """Users of the visible contracts, and visible staff."""
    members = User.objects.visible_to(viewer)
    users: QuerySet[User] = User.objects.filter(Q(pk__in=members.values("pk")) | Q(pk__in=staff_of(viewer)))
    return users.select_related("contract__branch__bank", "branch__bank", "bank")


def log_of(viewer: User) -> QuerySet[OperationLog]:
    """Entries of the visible contracts, and of the bank for its bank staff; all for the federation."""
    entries: QuerySet[OperationLog] = OperationLog.objects.all()
    if viewer.role == Role.FEDERATION:
        return entries
    numbers = Contract.objects.visible_to(viewer).annotate(
        chain=Concat(Value(audit.contract_chain("")), "number")
    )
    seen = Q(chain__in=numbers.values("chain"))
    if viewer.role == Role.BANK_STAFF and viewer.bank is not None:
        seen |= Q(chain=audit.bank_chain(viewer.bank.code))
    return entries.filter(seen)


def calendar_of(viewer: User) -> QuerySet[CalendarOverride]:
    """Days of the viewer's bank and those of every bank."""
    if viewer.role == Role.FEDERATION:
        return CalendarOverride.objects.all()
    bank = viewer.home_bank
    return CalendarOverride.objects.of_bank(bank.code if bank is not None else NO_BANK)


def receptions_of(viewer: User) -> QuerySet[Reception]:
    """Receptions (受信) of the visible contracts; all for the federation."""
    receptions: QuerySet[Reception] = Reception.objects.all()
    if viewer.role == Role.FEDERATION:
        return receptions
    return receptions.filter(contract_number__in=Contract.objects.visible_to(viewer).values("number"))
