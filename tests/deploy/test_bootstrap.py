"""deploy/bootstrap.sh and the Makefile: what is present is not touched, what is missing is named."""

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.deploy.demo_run import ROOT, clean_environment

SCRIPTS = sorted((ROOT / "deploy").glob("*.sh"))


@dataclass(frozen=True, slots=True)
class Machine:
    """A tree with the script, and a directory of programs that stand for the machine's own."""

    tree: Path
    programs: Path

    def install(self, name: str, *lines: str) -> None:
        """A program in shell."""
        (self.programs / name).write_text("\n".join(("#!/bin/sh", *lines)) + "\n", encoding="utf-8")
        (self.programs / name).chmod(0o755)

    def bootstrap(self, **environment: str) -> subprocess.CompletedProcess[str]:
        """`deploy/bootstrap.sh demo`."""
        path = f"{self.programs}:{os.environ['PATH']}"
        return subprocess.run(
            ["/bin/sh", "deploy/bootstrap.sh", "demo"],
            cwd=self.tree,
            env=clean_environment() | {"PATH": path, "PYTHON": "python"} | environment,
            capture_output=True,
            text=True,
            check=False,
        )

    def asked(self, program: str) -> list[str]:
        """What the program was called with, call by call."""
        log = self.tree / f"{program}.log"
        return log.read_text(encoding="utf-8").splitlines() if log.exists() else []


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """A machine that has every package; its Python and apt only note what they are asked."""
    (tmp_path / "deploy").mkdir()
    (tmp_path / "programs").mkdir()
    for path in ("bootstrap.sh", "packages"):
        (tmp_path / "deploy" / path).symlink_to(ROOT / "deploy" / path)
    (tmp_path / "requirements.lock").touch()
    machine = Machine(tmp_path, tmp_path / "programs")
    machine.install("dpkg-query", "printf installed")
    machine.install("apt-get", f'echo "$RUNLEVEL $DEBIAN_FRONTEND $*" >> {tmp_path}/apt-get.log')
    machine.install("sudo", 'exec "$@"')
    machine.install(
        "python",
        f'case "$*" in "-m pip install "*) echo "$*" >> {tmp_path}/pip.log ;;',
        f'"-m venv "*) mkdir -p .venv/bin && ln -sf {tmp_path}/programs/python .venv/bin/python ;; esac',
    )
    return machine


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_each_script_is_a_program_that_a_plain_shell_can_read(script: Path) -> None:
    assert os.access(script, os.X_OK)
    assert script.read_text(encoding="utf-8").startswith("#!/bin/sh\n")
    subprocess.run(["sh", "-n", str(script)], check=True)


def test_where_all_is_present_apt_is_not_asked(machine: Machine) -> None:
    done = machine.bootstrap()

    assert (done.returncode, done.stderr) == (0, "Python のパッケージを .venv に入れています。\n")
    assert machine.asked("apt-get") == []


def test_a_second_run_has_nothing_to_do(machine: Machine) -> None:
    machine.bootstrap()

    done = machine.bootstrap()

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_a_changed_lock_is_installed(machine: Machine) -> None:
    machine.bootstrap()
    (machine.tree / "requirements.lock").write_text("# changed\n", encoding="utf-8")

    done = machine.bootstrap()

    assert done.stderr == "Python のパッケージを .venv に入れています。\n"
    assert len(machine.asked("pip")) == 2
    assert "--require-hashes -r requirements.lock" in machine.asked("pip")[1]


def test_missing_packages_are_installed_without_starting_services(machine: Machine) -> None:
    machine.install("dpkg-query", 'case "$*" in *nginx) ;; *) printf installed ;; esac')

    done = machine.bootstrap()

    assert done.stderr.startswith("システムパッケージを入れています: nginx\n")
    assert machine.asked("apt-get") == [
        "1 noninteractive --quiet --yes install --no-install-recommends nginx"
    ]


def test_package_lists_are_fetched_only_when_those_at_hand_do_not_do(machine: Machine) -> None:
    machine.install("dpkg-query", 'case "$*" in *nginx) ;; *) printf installed ;; esac')
    log = machine.tree / "apt-get.log"
    machine.install("apt-get", f'echo "$3" >> {log}', f"grep -q update {log}")

    done = machine.bootstrap()

    assert done.returncode == 0
    assert machine.asked("apt-get") == ["install", "update", "install"]


def test_where_packages_cannot_be_had_the_reason_is_shown(machine: Machine) -> None:
    machine.install("dpkg-query", "exit 1")
    machine.install("apt-get", "echo 'E: no network'", "exit 100")

    done = machine.bootstrap()

    assert done.returncode == 1
    assert "E: no network" in done.stderr
    assert "ネットワークと /etc/apt/sources.list を確認し" in done.stderr


def test_without_rights_the_command_for_the_administrator_is_named(machine: Machine) -> None:
    machine.install("dpkg-query", 'case "$*" in *nginx) ;; *) printf installed ;; esac')
    machine.install("id", "echo 1000")
    (machine.programs / "sudo").unlink()
    for name in ("dirname", "sed"):
        (machine.programs / name).symlink_to(shutil.which(name) or "")

    done = machine.bootstrap(PATH=str(machine.programs))

    assert done.returncode == 1
    assert "apt-get install --no-install-recommends nginx" in done.stderr


@pytest.mark.parametrize(
    ("python", "sentence"),
    [("/nonexistent/python3", "がありません"), ("old", "Python 3.11 以上が必要です")],
)
def test_an_unusable_python_is_named(machine: Machine, python: str, sentence: str) -> None:
    machine.install("old", "exit 1")

    done = machine.bootstrap(PYTHON=python)

    assert done.returncode == 1
    assert sentence in done.stderr


def test_the_build_machine_runs_the_readmes_command() -> None:
    assert (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()[-1].endswith("exec make test")
    assert os.access(ROOT / ".ci" / "run", os.X_OK)


def test_the_makefile_names_its_targets() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")

    targets = re.findall(r"^([a-z-]+):", makefile, re.MULTILINE)

    assert {"demo", "demo-clean", "test", "check", "bench", "lock"} <= set(targets)
    assert set(re.findall(r"^\.PHONY: (.+)", makefile, re.MULTILINE)[0].split()) == set(targets)
