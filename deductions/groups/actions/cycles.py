"""A cycle (控除回) opens with the bank's file; its employees (職員) come with it."""

from datetime import datetime

from django.db import transaction

from chingin.kernel.corefile.header import Header
from chingin.kernel.models import CalendarOverride, Reception
from deductions.groups.models import Cycle, DepositGroup
from deductions.groups.receiving import dates_of


@transaction.atomic
def open_cycle(*, group: DepositGroup, reception: Reception, header: Header, at: datetime) -> Cycle:
    """Make the cycle that the header announces. Part of a reception, which is what the log remembers."""
    calendar = CalendarOverride.objects.business_calendar(header.bank_code)
    dates = dates_of(header, group, calendar)
    return Cycle.objects.create(
        group=group,
        reception=reception,
        month=header.month.code,
        pay_kind=header.pay_kind,
        sequence=header.sequence,
        pay_date=dates.pay_date,
        deposit_date=dates.deposit_date,
        update_deadline=dates.update_deadline,
        confirmation_opens_at=dates.confirmation_opens_at,
        confirmation_deadline=dates.confirmation_deadline,
        results_on=dates.results_on,
        opened_at=at,
        contract_name=group.contract.name,
        group_name=group.name,
    )
