"""The demo's server certificate: kept while good, made anew before it ends or when its files are spoilt."""

import stat
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509

from deploy.demo.tls import RENEWAL, SERVER_LIFETIME, ServerTls, ensure_server_tls

AT = datetime(2026, 11, 21, 9, tzinfo=UTC)


@pytest.fixture
def made(tmp_path: Path) -> ServerTls:
    """Files of a first start."""
    return ensure_server_tls(tmp_path / "tls", at=AT)


def test_keys_are_for_their_owner_alone(made: ServerTls) -> None:
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in made.key.parent.iterdir()}

    assert modes == {"root.key": 0o600, "root.pem": 0o644, "server.key": 0o600, "server.pem": 0o644}


def test_the_root_vouches_for_localhost_only(made: ServerTls) -> None:
    """Whoever imports it into a browser trusts nothing else through it."""
    root = x509.load_pem_x509_certificate(made.root.read_bytes())

    constraints = root.extensions.get_extension_for_class(x509.NameConstraints)

    permitted = [str(name.value) for name in constraints.value.permitted_subtrees or []]
    assert constraints.critical
    assert permitted == ["localhost", "127.0.0.1/32", "::1/128"]


def test_good_files_are_kept(made: ServerTls) -> None:
    before = _contents(made)

    again = ensure_server_tls(made.key.parent, at=AT + SERVER_LIFETIME - RENEWAL)

    assert (again, _contents(again)) == (made, before)


def test_a_certificate_soon_to_end_is_renewed_under_the_same_root(made: ServerTls) -> None:
    before = _contents(made)

    after = _contents(
        ensure_server_tls(made.key.parent, at=AT + SERVER_LIFETIME - RENEWAL + timedelta(seconds=1))
    )

    assert after["server.pem"] != before["server.pem"]
    assert after["root.pem"] == before["root.pem"]


def test_a_root_that_would_end_before_its_certificate_is_renewed_with_it(made: ServerTls) -> None:
    before = _contents(made)

    later = ensure_server_tls(made.key.parent, at=AT + timedelta(days=9 * 365))

    assert all(_contents(later)[name] != before[name] for name in before)
    _verify(later)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda files: files.key.unlink(),
        lambda files: files.key.write_text("not a key", encoding="ascii"),
        lambda files: files.certificate.write_bytes(b""),
        lambda files: files.key.write_bytes((files.key.parent / "root.key").read_bytes()),
        lambda files: files.root.unlink(),
    ],
    ids=["key missing", "key unreadable", "certificate empty", "key of another", "root missing"],
)
def test_spoilt_files_are_made_anew(made: ServerTls, spoil: Callable[[ServerTls], object]) -> None:
    spoil(made)

    _verify(ensure_server_tls(made.key.parent, at=AT))


def _contents(files: ServerTls) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in files.key.parent.iterdir()}


def _verify(files: ServerTls) -> None:
    """ValueError or InvalidSignature when the root did not sign the certificate."""
    root, server = (
        x509.load_pem_x509_certificate(path.read_bytes()) for path in (files.root, files.certificate)
    )
    server.verify_directly_issued_by(root)
    assert stat.S_IMODE(files.key.stat().st_mode) == 0o600
