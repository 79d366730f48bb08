"""The frame of a member's page (ENV-5, ENV-7, CON-5, LOGIN-6)."""

from datetime import datetime

from accounts.members import Member, MemberRequest
from accounts.models import Bank, Contract
from accounts.rules import SCREEN_TIMEOUT
from accounts.sessions import previous_login
from chingin.kernel.clock import moment
from chingin.kernel.functions import Function
from chingin.portal.frame import Desk, Frame, HelpDesk, ServiceHours, SignedIn
from chingin.portal.menu import INFORMATION, current_function, menu, trail, url_of
from deductions.groups.functions import GROUP_CHOICE
from deductions.groups.sessions import GroupInUse, group_in_use


def member_frame(
    request: MemberRequest, *, hours: ServiceHours, closes_at: datetime | None, at: datetime
) -> Frame:
    """What stands around this member's page; one query at most, for the group in use."""
    return Frame(
        home_url=url_of(INFORMATION),
        help_desk=help_desk_of(request.member.bank),
        hours=hours,
        signed_in=_signed_in(request, closes_at=closes_at, at=at),
    )


def _signed_in(request: MemberRequest, *, closes_at: datetime | None, at: datetime) -> SignedIn:
    member, in_use, previous = request.member, group_in_use(request), previous_login(request)
    current = current_function(request.resolver_match)
    return SignedIn(
        bank=member.bank.name,
        contract_number=member.contract.number,
        contract_name=member.contract.name,
        user_name=member.user.name,
        logout_url=url_of("accounts:logout"),
        seconds_to_timeout=int(SCREEN_TIMEOUT.total_seconds()),
        seconds_to_closing=None if closes_at is None else int((closes_at - at).total_seconds()),
        branch=_branch_of(member.contract),
        group=str(in_use.group or ""),
        last_login="" if previous is None else moment(previous),
        menu=menu(shows=lambda function: _shows(function, member, in_use), current=current),
        trail=trail(request.resolver_match, current),
    )


def _shows(function: Function, member: Member, in_use: GroupInUse) -> bool:
    """LOGIN-4: with one group, or none, there is nothing to choose."""
    return member.may_see(function) and (function.id != GROUP_CHOICE.id or in_use.choice)


def _branch_of(contract: Contract) -> Desk:
    return Desk(name=contract.branch.name, telephone=contract.branch.telephone)


def help_desk_of(bank: Bank) -> HelpDesk:
    """Whom this bank's members call, and from where its mails come (ENV-7)."""
    return HelpDesk(
        name=bank.help_desk_name,
        telephone=bank.help_desk_telephone,
        hours=bank.help_desk_hours,
        mail_sender=bank.mail_sender,
    )
