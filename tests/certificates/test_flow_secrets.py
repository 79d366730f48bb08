"""CERT-15 through the browser: at no step do key, password, code or file lie open anywhere."""

import base64
from collections.abc import Callable

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, pkcs12
from django.contrib.sessions.models import Session
from django.core import mail
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks

from accounts.models import User
from certificates.vault import Vault
from chingin.kernel.models import OutgoingMail
from tests.accounts.factories import MasterFactory, hashed
from tests.accounts.failing_hash import FailingArgon2id
from tests.accounts.test_error_reports import Reports, fail_on, reports  # noqa: F401  fixtures

from .flow_browsing import (
    CODE,
    DOWNLOAD,
    FIRST,
    ISSUE,
    ISSUING,
    KEY,
    RESULT,
    downloaded,
    past_code,
    past_issue,
)
from .story import mailed_code, wrong
from .test_no_secret import holds, whole_database

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ca", "that_day")]
PASSWORD = "Himitsu#2027"
WRONG_PASSWORD = "Chigau#2027"


@pytest.fixture
def user() -> User:
    return MasterFactory.create(user_id="roukin01", password=hashed(PASSWORD))


def shapes(data: bytes) -> list[str]:
    """These bytes as anything might write them down; in base64 a few letters differ at either end."""
    armoured = [base64.b64encode(b"\0" * skip + data).decode()[4:-4] for skip in range(3)]
    safe = [text.replace("+", "-").replace("/", "_") for text in armoured]
    return [data.hex(), repr(data)[2:-1], *armoured, *safe]


def key_in(p12: bytes) -> list[bytes]:
    """The private key of the file: its raw scalar, DER and PEM."""
    key, _, _ = pkcs12.load_key_and_certificates(p12, PASSWORD.encode())
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    scalar = key.private_numbers().private_value.to_bytes(32, "big")
    forms = [
        key.private_bytes(encoding, form, NoEncryption())
        for encoding in (Encoding.DER, Encoding.PEM)
        for form in (PrivateFormat.PKCS8, PrivateFormat.TraditionalOpenSSL)
    ]
    return [scalar, *forms]


def places(files: Vault, caplog: pytest.LogCaptureFixture) -> dict[str, str]:
    """Everything that the server remembers, sessions opened."""
    paths = [path for path in sorted(files.directory.rglob("*")) if path.is_file()]
    assert paths
    return {
        "database": whole_database(),
        "sessions": "\n".join(str(session.get_decoded()) for session in Session.objects.all()),
        "outbox": repr(list(OutgoingMail.objects.values_list("subject", "body"))),
        "log": caplog.text + "\n".join(str(record.__dict__) for record in caplog.records),
        "files": "\n".join(f"{path.read_bytes()!r} {path.read_bytes().hex()}" for path in paths),
    }


def found(where: dict[str, str], secrets: list[str]) -> list[tuple[str, str]]:
    return [(place, secret) for place, text in where.items() for secret in secrets if holds(text, secret)]


class Way:
    """One person's way, a step at a time."""

    def __init__(self, person: Client, user: User) -> None:
        self.person, self.user = person, user
        self.secrets = [PASSWORD, WRONG_PASSWORD, *shapes(PASSWORD.encode())]
        self.codes: list[str] = []

    def authenticate(self, commit: DjangoCaptureOnCommitCallbacks) -> None:
        self.person.post(FIRST, {"user_id": self.user.user_id, "password": WRONG_PASSWORD})
        with commit(execute=True):
            self.person.post(FIRST, {"user_id": self.user.user_id, "password": PASSWORD})
        code = mailed_code()
        self.codes += [code, wrong(code)]
        self.secrets.append(self.person.cookies[KEY].value)

    def enter_code(self) -> None:
        code = mailed_code()
        self.person.post(CODE, {"code": wrong(code)})
        self.person.get(CODE)
        assert self.person.post(CODE, {"code": code})["Location"] == ISSUE
        self.person.get(ISSUE)

    def issue(self) -> None:
        assert self.person.post(ISSUE)["Location"] == ISSUING
        self.person.get(ISSUING)
        self.person.get(RESULT)


def test_at_no_step_and_not_after_the_download_any_secret_lies_open_cert_15(
    person: Client,
    user: User,
    files: Vault,
    caplog: pytest.LogCaptureFixture,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    caplog.set_level(0)
    way = Way(person, user)
    seen = []
    way.authenticate(django_capture_on_commit_callbacks)
    seen.append(places(files, caplog))
    way.enter_code()
    seen.append(places(files, caplog))
    way.issue()
    seen.append(places(files, caplog))
    p12 = downloaded(person)
    person.get(DOWNLOAD)
    seen.append(places(files, caplog))
    secrets = [*way.secrets, *(shape for data in (p12, *key_in(p12)) for shape in shapes(data))]

    assert [found(where, [*secrets, *way.codes]) for where in seen] == [[], [], [], []]
    assert "certificates.downloaded" in seen[-1]["database"]
    for place in ("issuance_password", "issuance_p12"):
        assert any(place in where["sessions"] for where in seen[:-1])
        assert place not in seen[-1]["sessions"]
    letters = [str(letter.message()) + str(letter.body) for letter in mail.outbox]
    assert found({"mails": "\n".join(letters)}, secrets) == []


def test_what_is_sealed_cannot_be_opened_with_all_that_the_server_has_cert_15(
    person: Client, user: User
) -> None:
    """The key is in the browser's cookie and nowhere else."""
    past_issue(person, user, PASSWORD)

    decoded = Session.objects.get().get_decoded()

    assert set(decoded) == {"issuance_flow", "issuance_browser", "issuance_p12"}
    assert person.cookies[KEY].value not in whole_database() + str(decoded)


@pytest.mark.parametrize("secret", [PASSWORD, "012345"])
def test_the_search_would_find_it(secret: str) -> None:
    assert found({"sessions": f"{{'x': '{secret}'}}"}, [secret]) == [("sessions", secret)]
    text = base64.b64encode(b"--" + b"a private key of some length" + b"--").decode()
    assert found({"files": text}, shapes(b"a private key of some length"))


def at_the_first_step(person: Client, user: User, fail: Callable[[str], None]) -> int:
    fail(PASSWORD)
    return person.post(FIRST, {"user_id": user.user_id, "password": PASSWORD}).status_code


def at_issue(person: Client, user: User, fail: Callable[[str], None]) -> int:
    past_code(person, user, PASSWORD)
    fail(PASSWORD)
    return person.post(ISSUE).status_code


@pytest.mark.parametrize("act", [at_the_first_step, at_issue])
def test_an_error_in_the_middle_shows_no_secret(
    person: Client,
    user: User,
    reports: Reports,  # noqa: F811
    fail_on: Callable[[str], None],  # noqa: F811
    caplog: pytest.LogCaptureFixture,
    act: Callable[[Client, User, Callable[[str], None]], int],
) -> None:
    """What an operator would be sent; the button may be pressed again afterwards."""
    person.raise_request_exception = False

    assert act(person, user, fail_on) == 500

    text, html = reports.texts
    assert "hash broke down" in text
    key = person.cookies[KEY].value if KEY in person.cookies else "no key yet"
    logged = caplog.text + "".join(str(record.__dict__) for record in caplog.records)
    told = {"text": text, "html": html, "log": logged}
    assert found(told, [PASSWORD, key, *shapes(PASSWORD.encode())]) == []
    FailingArgon2id.fails_on = ""
    if act is at_issue:
        assert person.post(ISSUE)["Location"] == ISSUING
