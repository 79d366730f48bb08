"""An error in the middle of the flow leaves neither password nor code in a report."""

from collections.abc import Callable, Sequence
from typing import ClassVar

import pytest
from django.core.mail import EmailMessage
from django.core.mail.backends.locmem import EmailBackend
from django.views.debug import ExceptionReporter
from pytest_django import Settings

from accounts.models import User
from certificates.actions import flow as actions
from certificates.actions.issue import issue
from certificates.sealing import Content, new_key, seal, unseal
from tests.accounts.factories import PASSWORD, MasterFactory

from .conftest import AT
from .factories import FlowFactory
from .story import ADDRESS, SOMEBODY, begin, come_to_issue, mailed_code

pytestmark = pytest.mark.django_db
Act = Callable[[], object]
# Reports quote lines of source: the digits must not stand in one.
TYPED = str(424_242 + 1)


class BrokenBackend(EmailBackend):
    """A bug of our own where the mail is in its hands."""

    codes: ClassVar[list[str]] = []

    def send_messages(self, messages: Sequence[EmailMessage]) -> int:
        super().send_messages(messages)
        self.codes.append(mailed_code())
        raise RuntimeError("bug")


@pytest.fixture
def user() -> User:
    return MasterFactory.create()


def report(act: Act) -> str:
    """What an operator would be sent, in both forms."""
    with pytest.raises((RuntimeError, ValueError, KeyError)) as raised:
        act()
    assert raised.value.__traceback__ is not None
    reporter = ExceptionReporter(None, raised.type, raised.value, raised.value.__traceback__)
    return reporter.get_traceback_text() + reporter.get_traceback_html()


def test_sending_the_code_shows_none_cert_2(user: User, settings: Settings) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.BrokenBackend"
    flow = FlowFactory.create(user=user, started_at=AT)

    told = report(lambda: actions.send_code(str(flow.pk), at=AT))

    assert "send_code" in told
    assert f"認証コード: {BrokenBackend.codes[-1]}" not in told
    assert f"&#x27;{BrokenBackend.codes[-1]}&#x27;" not in told


def test_comparing_the_code_shows_none_cert_2(user: User, settings: Settings) -> None:
    flow = begin(user, at=AT)
    settings.SECRET_KEY = 7  # no text: fails where code and key meet

    with pytest.raises(AttributeError) as raised:
        actions.redeem_code(flow=flow, code=TYPED, by=SOMEBODY, at=AT)

    reporter = ExceptionReporter(None, raised.type, raised.value, raised.value.__traceback__)
    assert TYPED not in reporter.get_traceback_html()


@pytest.mark.usefixtures("ca")
def test_issuing_shows_no_password_cert_15(user: User, settings: Settings) -> None:
    flow = come_to_issue(user, at=AT)
    settings.PKCS12_PROFILE = "nonsense"

    told = report(lambda: issue(flow=flow, password=PASSWORD, by=flow.actor(ADDRESS), at=AT))

    assert "_issue" in told
    assert PASSWORD not in told


def test_sealing_shows_nothing_of_what_is_sealed_cert_15(user: User) -> None:
    flow = FlowFactory.create(user=user)

    told = report(
        lambda: seal(PASSWORD.encode(), key="AAAA", flow=flow.pk, content=Content.PASSWORD, until=AT)
    )

    assert PASSWORD not in told
    assert unseal("", key=new_key(), flow=flow.pk, content=Content.PASSWORD, at=AT) is None
