"""What happens in a flow, and what it left behind: log entries, the code in the mailbox."""

import re
from datetime import datetime

from django.core import mail

from accounts.models import User
from certificates.actions import flow as actions
from certificates.actions.issue import Download, issue
from certificates.models import IssuanceFlow
from chingin.kernel.actors import Actor
from chingin.kernel.models import OperationLog
from tests.accounts.factories import PASSWORD

ADDRESS = "192.0.2.7"
SOMEBODY = Actor("somebody", "", ADDRESS)


def told() -> list[tuple[str, str]]:
    """Event and result of each entry of the operation log, in the order of writing."""
    entries = OperationLog.objects.order_by("pk")
    return [(entry.event.removeprefix("certificates."), entry.result) for entry in entries]


def events() -> list[str]:
    """The events alone."""
    return [event for event, _ in told()]


def mailed_code() -> str:
    """The code in the newest mail."""
    found = re.search(r"^ *認証コード: (\d{6})$", str(mail.outbox[-1].body), re.MULTILINE)
    assert found
    return found[1]


def wrong(code: str) -> str:
    """Another code."""
    return f"{(int(code) + 1) % 10**6:06}"


def begin(user: User, *, at: datetime) -> IssuanceFlow:
    """① The right password; the worker has mailed the code."""
    started = actions.start(user_id=user.user_id, password=PASSWORD, by=SOMEBODY, at=at)
    assert isinstance(started, actions.Started)
    actions.send_code(str(started.flow.pk), at=at)  # does nothing where the worker was faster
    return started.flow


def come_to_issue(user: User, *, at: datetime) -> IssuanceFlow:
    """② The right code."""
    flow = begin(user, at=at)
    redeemed = actions.redeem_code(flow=flow, code=mailed_code(), by=flow.actor(ADDRESS), at=at)
    assert isinstance(redeemed, actions.Redeemed)
    return flow


def issued_to(user: User, *, at: datetime) -> Download:
    """④ The whole way."""
    flow = come_to_issue(user, at=at)
    return issue(flow=flow, password=PASSWORD, by=flow.actor(ADDRESS), at=at)
