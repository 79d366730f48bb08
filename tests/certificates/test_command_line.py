"""Commands typed wrongly: nothing happens, the exit code is not 0, and the words name the mistake."""

import os
import subprocess
import sys

import pytest
from django.core.management import execute_from_command_line

from tests.sources import ROOT


@pytest.mark.parametrize(
    ("typed", "named"),
    [
        ("init_ca", "--root-passphrase-file"),
        ("init_ca --root-passphrase-file", "expected one argument"),
        ("rotate_issuing_ca --now", "--root-passphrase-file"),
        ("publish_crl all", "all"),
        ("revoke_certificate --reason bank-request", "one of the arguments"),
        ("revoke_certificate 0A", "--reason"),
        ("revoke_certificate 0A --reason lost", "'bank-request', 'compromised'"),
        ("revoke_certificate 0A --user roukin01 --reason compromised", "not allowed with"),
        ("send_expiry_notices --dryrun", "--dryrun"),
        ("list_expiring --days soon", "0～9999の整数"),
    ],
)
def test_a_line_that_cannot_be_understood_ends_with_2(
    typed: str, named: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        execute_from_command_line(["manage.py", *typed.split()])

    assert ended.value.code == 2
    assert named in capsys.readouterr().err


def test_a_command_that_cannot_do_its_work_ends_with_1_and_no_traceback() -> None:
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("CHINGIN_")},
        "DJANGO_SETTINGS_MODULE": "chingin.settings.test",
        "CHINGIN_TEST_DATABASE": "sqlite",
    }
    command = [sys.executable, "manage.py", "init_ca", "--root-passphrase-file", "/nonexistent"]

    run = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)

    assert (run.returncode, run.stdout) == (1, "")
    assert run.stderr == (
        "CommandError: パスフレーズのファイル /nonexistent を読めません。場所と権限を確認してください。\n"
    )
