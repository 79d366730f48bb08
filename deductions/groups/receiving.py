"""What every file about a deposit group must agree with: contract, group, dates, cycle."""

from collections.abc import Iterator
from datetime import datetime

from accounts.models import Contract
from chingin.kernel.calendar import BeyondCalendar, BusinessCalendar
from chingin.kernel.corefile.findings import Fault
from chingin.kernel.corefile.header import Header
from chingin.kernel.models import CalendarOverride
from deductions.groups import messages, rules
from deductions.groups.models import DepositGroup


def group_of(header: Header) -> DepositGroup | None:
    """The group that the header names, of the contract and the bank that it names (BNK-3)."""
    groups = DepositGroup.objects.select_related("contract__branch__bank")
    return groups.filter(
        number=header.group_number,
        contract__number=header.contract_number,
        contract__branch__bank__code=header.bank_code,
    ).first()


def contract_faults(header: Header, *, capability: str, at: datetime) -> Iterator[Fault]:
    """The contract is known to this bank, of this branch, runs, and has contracted the service.

    Another bank's contract is unknown: nothing that is registered of it is told (BNK-3).
    """
    contracts = Contract.objects.select_related("branch").filter(branch__bank__code=header.bank_code)
    contract = contracts.filter(number=header.contract_number).first()
    if contract is None:
        yield Fault("contract_number", messages.UNKNOWN_CONTRACT, "この金融機関に登録されている契約番号")
        return
    if contract.branch.code != header.branch:
        yield Fault("branch", messages.NOT_OF_THE_CONTRACT, contract.branch.code)
    if contract.ended_at is not None and contract.ended_at <= at:
        yield Fault("contract_number", messages.CONTRACT_ENDED, "終了していない契約")
    if capability not in contract.capabilities:
        yield Fault("contract_number", messages.NOT_CONTRACTED, "このサービスを契約している契約番号")


def group_faults(header: Header) -> Iterator[Fault]:
    """The group is the contract's own; whether it is another contract's is not told (BNK-3)."""
    if group_of(header) is None:
        yield Fault("group_number", messages.UNKNOWN_GROUP, "この契約に登録されている入金グループ番号")


def cycle_faults(header: Header) -> Iterator[Fault]:
    """The cycle is not there yet, and its dates can be."""
    group = group_of(header)
    if group is None:
        return
    if _is_received(group, header):
        yield Fault("sequence", messages.CYCLE_RECEIVED, "まだ受信していない控除回")
    calendar = CalendarOverride.objects.business_calendar(header.bank_code)
    try:
        yield from _date_faults(header, group, calendar)
    except BeyondCalendar:
        yield Fault("deposit_date", messages.BEYOND_CALENDAR, f"{calendar.known_through}までの日付")


def _is_received(group: DepositGroup, header: Header) -> bool:
    same = group.cycles.filter(month=header.month.code, pay_kind=header.pay_kind, sequence=header.sequence)
    return same.exists()


def _date_faults(header: Header, group: DepositGroup, calendar: BusinessCalendar) -> Iterator[Fault]:
    if not calendar.is_business_day(header.deposit_date):
        yield Fault("deposit_date", messages.NO_BUSINESS_DAY, "営業日")
    dates = dates_of(header, group, calendar)
    if dates.update_deadline > dates.confirmation_deadline:
        last = dates.confirmation_deadline.date()
        yield Fault("update_closes_on", messages.DEADLINE_TOO_LATE, f"{last}(確定締切)以前の日付")


def dates_of(header: Header, group: DepositGroup, calendar: BusinessCalendar) -> rules.CycleDates:
    """The cycle's dates: the header's, the rest by the group's rules. Raises BeyondCalendar."""
    return rules.cycle_dates(
        pay_date=header.pay_date,
        deposit_date=header.deposit_date,
        update_closes_on=header.update_closes_on,
        rules=group.calendar_rules,
        calendar=calendar,
    )
