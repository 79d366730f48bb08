"""Brings the demo's state up to date: database, static files, certificates, data, demo.json."""

import json
import secrets
import sys
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.core.management import CommandError, call_command, get_commands


def main() -> int:
    """Each step does nothing where nothing is to do: the state of an earlier start stays."""
    django.setup()
    try:
        _prepare(_path("DEMO_DIR"))
    except CommandError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


def _prepare(home: Path) -> None:
    _path("EMAIL_FILE_PATH").mkdir(parents=True, exist_ok=True)
    call_command("migrate", interactive=False, verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("init_ca", "--root-passphrase-file", str(_root_passphrase(home / "secrets")))
    call_command("publish_crl")
    overview = home / "demo.json"
    _write_overview(overview)
    if "demo_data" in get_commands():
        call_command("demo_data", "--json", str(overview))


def _root_passphrase(directory: Path) -> Path:
    """A file that opens the demo's root key; a real one is on paper in a safe."""
    path = directory / "root_passphrase"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50), encoding="utf-8")
    return path


def _write_overview(path: Path) -> None:
    """What a person or a program needs to use the demo; contracts and staff of earlier starts are kept."""
    known: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    overview = _addresses() | {"contracts": [], "staff": []} | known | _addresses()
    draft = path.with_name(path.name + ".new")
    draft.write_text(json.dumps(overview, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    draft.replace(path)


def _addresses() -> dict[str, str]:
    return {
        "public_url": settings.PUBLIC_ORIGIN,
        "certificate_url": settings.CERTIFICATE_ORIGIN,
        "staff_url": settings.STAFF_ORIGIN,
        "mail_dir": str(_path("EMAIL_FILE_PATH")),
    }


def _path(setting: str) -> Path:
    return Path(getattr(settings, setting))


if __name__ == "__main__":
    sys.exit(main())
