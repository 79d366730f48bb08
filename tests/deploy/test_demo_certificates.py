"""The demo's users have real certificates, issued by the flow; what somebody did with them stays done."""

import re
import stat
import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import pkcs12
from pytest_django import Settings

from accounts.actions.users import delete_user
from accounts.models import FunctionGrant, User
from certificates import authority, x509
from certificates.actions.revocation import revoke
from certificates.models import Certificate, FlowState, IssuanceFlow, Reason
from chingin.kernel import clock
from chingin.kernel.actors import SYSTEM
from chingin.kernel.models import OperationLog
from deploy.demo.cast import CONTRACTS, PASSWORD, PROVISIONAL, STAFF
from deploy.demo.certificates import certificate_files
from deploy.demo.data import fill, overview_of_contracts

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("ca_of_now")]

WITH_FILE = {"minato01", "minato02", "minato03", "okakou01", "kaisha01"}


@pytest.fixture
def ca_of_now(tmp_path: Path, settings: Settings) -> None:
    """A CA made a moment ago, mail as files, a cheap hash."""
    settings.PASSWORD_HASHERS = ["tests.accounts.hashing.FastArgon2id"]
    settings.CA_DIR = tmp_path / "ca"
    authority.init_ca(organisation="試験", root_passphrase="root-passphrase-of-the-tests", at=clock.now())
    settings.EMAIL_BACKEND = "chingin.kernel.mail.EmlFileBackend"
    settings.EMAIL_FILE_PATH = tmp_path / "mail"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "p12"


def people() -> None:
    """The cast; of the staff, which is made elsewhere, demo.json knows."""
    fill(known_staff=[{"login": staff.user_id} for staff in STAFF], at=clock.now())


def start(home: Path) -> dict[str, Path]:
    """What `make demo` does at each start."""
    people()
    return certificate_files(directory=home, at=clock.now())


def told(files: dict[str, Path]) -> dict[str, dict[str, str]]:
    """The users of demo.json by ID."""
    users: dict[str, dict[str, str]] = {}
    for contract in overview_of_contracts(files):
        assert isinstance(contract["users"], list)
        users |= {user["user_id"]: user for user in contract["users"]}
    return users


def test_each_file_opens_with_the_password_and_holds_the_user_s_certificate(home: Path) -> None:
    files = start(home)

    assert set(files) == WITH_FILE
    for user_id, path in files.items():
        key, signed, _ = pkcs12.load_key_and_certificates(path.read_bytes(), PASSWORD.encode())
        assert key is not None
        assert signed is not None
        row = Certificate.objects.get(fingerprint=x509.fingerprint(signed))
        assert (row.common_name, row.user.user_id) == (user_id, user_id)


def test_the_files_are_their_owner_s_alone(home: Path) -> None:
    files = start(home)

    modes = {stat.S_IMODE(path.stat().st_mode) for path in files.values()}
    assert (stat.S_IMODE(home.stat().st_mode), modes) == (0o700, {0o600})


def test_they_went_through_the_whole_flow_and_left_no_spent_code(home: Path, tmp_path: Path) -> None:
    start(home)

    assert set(IssuanceFlow.objects.values_list("state", flat=True)) == {FlowState.DOWNLOADED}
    events = set(OperationLog.objects.filter(chain="contract:12345678").values_list("event", flat=True))
    steps = ("flow_started", "code_sent", "code_right", "issued", "downloaded")
    assert {f"certificates.{step}" for step in steps} <= events
    bodies = [path.read_text(encoding="utf-8") for path in (tmp_path / "mail").glob("*.eml")]
    assert not [body for body in bodies if re.search(r"認証コード: \d{6}", body)]


def test_demo_json_says_who_is_ready_who_may_issue_and_who_is_provisional(home: Path) -> None:
    files = start(home)
    users = told(files)

    assert users["minato01"]["p12"] == str(files["minato01"])
    assert "すぐにログインできます" in users["minato01"]["note"]
    assert (users["minato04"]["p12"], users["minato04"]["password"]) == ("", PASSWORD)
    assert "「電子証明書発行」からお試しください" in users["minato04"]["note"]
    assert (users["minato05"]["p12"], users["minato05"]["password"]) == ("", PROVISIONAL)
    assert "仮パスワードのまま" in users["minato05"]["note"]
    assert User.objects.get(user_id="minato05").password_is_provisional


def test_a_restart_changes_nothing(home: Path) -> None:
    before = start(home)
    content = {path: path.read_bytes() for path in before.values()}
    entries = OperationLog.objects.count()

    assert start(home) == before
    assert {path: path.read_bytes() for path in home.iterdir()} == content
    assert OperationLog.objects.count() == entries


def test_whom_somebody_deleted_stays_deleted(home: Path) -> None:
    start(home)
    delete_user(user=User.objects.get(user_id="minato02"), by=SYSTEM, at=clock.now())

    files = start(home)

    assert set(files) == WITH_FILE - {"minato02"}
    assert "minato02" not in told(files)


def test_a_revoked_certificate_is_not_offered_nor_replaced(home: Path) -> None:
    start(home)
    certificate = Certificate.objects.get(common_name="minato01")
    revoke(certificate=certificate, reason=Reason.BANK_REQUEST, by=SYSTEM, at=clock.now())

    files = start(home)

    assert set(files) == WITH_FILE - {"minato01"}
    assert "「電子証明書発行」" in told(files)["minato01"]["note"]
    assert Certificate.objects.filter(common_name="minato01").count() == 1


def test_a_lost_file_is_not_offered(home: Path) -> None:
    start(home)["minato01"].unlink()

    assert set(start(home)) == WITH_FILE - {"minato01"}


@pytest.mark.parametrize("change", [{"password": "x"}, {"locks": 3, "blocked_at": clock.now()}])
def test_who_cannot_be_let_in_gets_none_and_is_not_counted_as_wrong(
    change: dict[str, object], home: Path
) -> None:
    """A demo from before there were certificates, in which somebody changed a password or was blocked."""
    people()
    User.objects.filter(user_id="minato01").update(**change)

    files = start(home)

    assert set(files) == WITH_FILE - {"minato01"}
    assert User.objects.get(user_id="minato01").wrong_passwords == 0


def test_who_joined_the_cast_later_is_added_to_an_older_demo(home: Path) -> None:
    people()
    newcomers = User.objects.filter(user_id__in=["minato04", "minato05"])
    FunctionGrant.objects.filter(user__in=newcomers).delete()
    newcomers.delete()

    assert {"minato04", "minato05"} <= set(told(start(home)))


def test_openssl_finds_the_issuing_ca_in_the_file(home: Path) -> None:
    path = start(home)["kaisha01"]

    command = ["openssl", "pkcs12", "-info", "-in", str(path), "-nokeys", "-passin", "stdin"]
    info = subprocess.run(command, input=PASSWORD + "\n", capture_output=True, text=True, check=True)

    assert info.stdout.count("BEGIN CERTIFICATE") == 2


def test_somebody_of_every_kind_is_left_to_try_with() -> None:
    people = [person for cast in CONTRACTS for person in cast.people]

    assert [p.user_id for p in people if not p.has_certificate and p.is_settled] == ["minato04"]
    assert [p.user_id for p in people if not p.is_settled] == ["minato05"]
    assert [cast.number for cast in CONTRACTS if cast.master is None] == ["45678901"]
