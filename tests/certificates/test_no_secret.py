"""CERT-15 and the threat model's "never written": after a whole flow, no secret lies anywhere."""

import base64
import re
from collections.abc import Iterator
from typing import Any

import pytest
from celery.signals import before_task_publish, task_prerun
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, pkcs12
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoCaptureOnCommitCallbacks
from time_machine import travel

from accounts.models import User
from certificates.actions import flow as actions
from certificates.actions.issue import Download, issue, record_download
from certificates.actions.revocation import revoke_all_of
from certificates.models import IssuanceFlow, Reason
from chingin.kernel.models import OutgoingMail
from tests.accounts.factories import MasterFactory, hashed

from .conftest import AT
from .story import ADDRESS, SOMEBODY, mailed_code, wrong

pytestmark = pytest.mark.django_db

PASSWORD = "Himitsu#2027"
WRONG_PASSWORD = "Chigau#2027"


@pytest.fixture
def started_tasks() -> Iterator[list[str]]:
    """The arguments of every task, as the broker would see them."""
    seen: list[str] = []

    def note(**told: Any) -> None:
        seen.append(repr({key: told.get(key) for key in ("args", "kwargs", "body", "headers")}))

    for signal in (task_prerun, before_task_publish):
        signal.connect(note, weak=False)
    yield seen
    for signal in (task_prerun, before_task_publish):
        signal.disconnect(note)


def whole_database() -> str:
    """Every row of every table."""
    rows = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608  names from the database itself
            rows += [f"{table}: {row!r}" for row in cursor.fetchall()]
    return "\n".join(rows)


def shapes_of_key(download: Download) -> list[str]:
    """The private key as anything might write it down; three letters may differ at either end of base64."""
    key, _, _ = pkcs12.load_key_and_certificates(download.p12, PASSWORD.encode())
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    number = key.private_numbers().private_value
    der = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    raw = [number.to_bytes(32, "big"), der, download.p12]
    armoured = [base64.b64encode(data[skip:]).decode()[4:-8] for data in raw for skip in range(3)]
    return [str(number), f"{number:x}", *(data.hex() for data in raw), *armoured, "PRIVATE KEY"]


def go_the_whole_way(user: User) -> tuple[list[str], Download]:
    """Wrong password, wrong code, another code, the right one, issue, download, revocation."""
    actions.start(user_id=user.user_id, password=WRONG_PASSWORD, by=SOMEBODY, at=AT)
    started = actions.start(user_id=user.user_id, password=PASSWORD, by=SOMEBODY, at=AT)
    assert isinstance(started, actions.Started)
    flow: IssuanceFlow = started.flow
    actions.send_code(str(flow.pk), at=AT)
    code, by = mailed_code(), flow.actor(ADDRESS)
    actions.redeem_code(flow=flow, code=wrong(code), by=by, at=AT)
    actions.redeem_code(flow=flow, code=code, by=by, at=AT)
    download = issue(flow=flow, password=PASSWORD, by=by, at=AT)
    record_download(flow=flow, by=by, at=AT)
    revoke_all_of(user=user, reason=Reason.BANK_REQUEST, by=SOMEBODY, at=AT)
    return [PASSWORD, WRONG_PASSWORD, code, wrong(code), started.browser], download


@pytest.mark.usefixtures("ca")
def test_after_a_whole_flow_no_key_password_or_code_lies_anywhere_cert_15(
    started_tasks: list[str],
    caplog: pytest.LogCaptureFixture,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    caplog.set_level(0)
    user = MasterFactory.create(user_id="roukin01", password=hashed(PASSWORD))

    with (
        travel(AT, tick=False),
        django_capture_on_commit_callbacks(execute=True),
        CaptureQueriesContext(connection) as queries,
    ):
        typed, download = go_the_whole_way(user)
    secrets = [*typed, *shapes_of_key(download)]

    places = {
        "database": whole_database(),
        "outbox": repr(list(OutgoingMail.objects.values_list("subject", "body"))),
        "log": "\n".join(str(record.__dict__) for record in caplog.records),
        "tasks": "\n".join(started_tasks),
        "statements": "\n".join(query["sql"] for query in queries.captured_queries),
        "representations": repr(download),
    }
    assert "certificates.issued" in places["database"]
    assert "certificate" in places["tasks"] or started_tasks
    found = [(place, secret) for place, text in places.items() for secret in secrets if holds(text, secret)]
    assert found == []
    assert [message.subject for message in mail.outbox if PASSWORD in str(message.body)] == []


def holds(text: str, secret: str) -> bool:
    """Whether the secret stands in the text; a code only as a word: many numbers hold six digits."""
    if secret.isdigit() and len(secret) == 6:
        return re.search(rf"(?<![0-9a-fA-F.]){secret}(?![0-9a-fA-F])", text) is not None
    return secret in text


def test_the_search_would_find_each_of_them() -> None:
    assert holds("code='123456',", "123456")
    assert not holds("0.123456", "123456")
    assert holds(f"({PASSWORD})", PASSWORD)
