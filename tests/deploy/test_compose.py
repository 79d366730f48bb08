"""docker-compose.yml and Dockerfile, read back: no engine is needed to see that they fit the product."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

import pytest
import yaml

from tests.deploy.demo_run import ROOT, clean_environment

COMPOSE: Final[dict[str, Any]] = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
SERVICES: Final[dict[str, dict[str, Any]]] = COMPOSE["services"]
OURS: Final = sorted(name for name, service in SERVICES.items() if service.get("image") == "chingin-app")
DOCKERFILE: Final = (ROOT / "deploy" / "Dockerfile").read_text(encoding="utf-8")
VALUES: Final = {
    "CHINGIN_PUBLIC_ORIGIN": "https://www.bank.example",
    "CHINGIN_CERTIFICATE_ORIGIN": "https://members.bank.example",
    "CHINGIN_STAFF_ORIGIN": "https://staff.bank.example",
    "CHINGIN_SMTP_HOST": "smtp.bank.example",
    "CHINGIN_SMTP_USER": "chingin",
    "CHINGIN_MAIL_FROM": "system@bank.example",
}


def test_everything_the_system_consists_of_is_there() -> None:
    assert SERVICES.keys() == {
        *("nginx", "web", "worker", "beat", "migrate", "ceremony", "postgres", "redis"),
    }


def test_only_nginx_can_be_reached_from_outside() -> None:
    assert [name for name, service in SERVICES.items() if service.get("ports")] == ["nginx"]


def test_only_nginx_shares_the_socket_of_the_application() -> None:
    sharing = {
        name for name, service in SERVICES.items() if "socket:/run/chingin" in service.get("volumes", [])
    }

    assert sharing == {"nginx", "web"}


def test_nginx_meets_no_other_container_by_network() -> None:
    together = {
        name: set(service["networks"]) & set(SERVICES["nginx"]["networks"])
        for name, service in SERVICES.items()
    }

    assert {name for name, shared in together.items() if shared} == {"nginx"}
    assert COMPOSE["networks"]["backend"] == {"internal": True}


def test_nginx_never_sees_the_keys_of_the_authority() -> None:
    mounts = {name: service.get("volumes", []) for name, service in SERVICES.items()}

    assert not any("ca_private" in mount for mount in mounts["nginx"])
    assert [
        name for name, volumes in mounts.items() if "ca_private:/var/lib/chingin/ca/private" in volumes
    ] == ["ceremony"]


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_each_service_has_no_more_rights_than_it_needs(name: str) -> None:
    service = SERVICES[name]

    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "privileged" not in service


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_each_service_says_how_it_is(name: str) -> None:
    health = SERVICES[name]["healthcheck"]

    assert health.get("disable") is (True if name in {"migrate", "ceremony"} else None)
    assert "test" in health or health["disable"]


def test_what_is_used_is_declared_and_what_is_declared_is_used() -> None:
    secrets = {_source(secret) for service in SERVICES.values() for secret in service.get("secrets", [])}
    volumes = {mount.split(":")[0] for service in SERVICES.values() for mount in service.get("volumes", [])}
    networks = {network for service in SERVICES.values() for network in service["networks"]}
    waited_for = {other for service in SERVICES.values() for other in service.get("depends_on", {})}

    assert secrets == COMPOSE["secrets"].keys()
    assert volumes == COMPOSE["volumes"].keys()
    assert networks == COMPOSE["networks"].keys()
    assert waited_for <= SERVICES.keys()


def test_secrets_are_files_and_stay_out_of_images() -> None:
    files = {secret["file"] for secret in COMPOSE["secrets"].values()}

    assert all(file.startswith("deploy/secrets/") for file in files)
    assert "deploy/secrets" in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("name", OURS)
def test_the_production_settings_accept_each_environment(name: str, tmp_path: Path) -> None:
    """A variable that is missing, misspelt or unknown would stop the container at its start."""
    environment = {variable: _filled(value) for variable, value in SERVICES[name]["environment"].items()}
    environment |= dict(re.findall(r"\b(CHINGIN_\w+)=(\S+)", _stage("app")))
    for variable, path in environment.items():
        if variable.endswith("_FILE"):
            secret = tmp_path / Path(path).name
            secret.write_text("x" * 60, encoding="ascii")
            environment[variable] = str(secret)
            assert Path(path).name in SERVICES[name]["secrets"]

    done = subprocess.run(
        [sys.executable, "-c", "import django; django.setup()"],
        cwd=ROOT,
        env=clean_environment() | environment | {"DJANGO_SETTINGS_MODULE": "chingin.settings.production"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, "")


def test_static_files_can_be_collected_while_an_image_is_built(tmp_path: Path) -> None:
    command = re.search(
        r"(deploy/as-production\.sh) \.venv/bin/python (manage\.py collectstatic [^\\\n]+)", DOCKERFILE
    )
    assert command

    subprocess.run(
        [command[1], sys.executable, *command[2].split()],
        cwd=ROOT,
        env=clean_environment() | {"CHINGIN_STATIC_ROOT": str(tmp_path)},
        check=True,
        capture_output=True,
    )

    assert (tmp_path / "staticfiles.json").exists()


def test_images_run_without_rights_and_install_by_hash() -> None:
    users = [re.findall(r"^USER (\w+)$", _stage(name), re.MULTILINE)[-1:] for name in ("app", "nginx")]

    assert users == [["chingin"], ["front"]]
    assert "--require-hashes -r requirements.lock" in DOCKERFILE


def test_files_of_the_core_system_outlive_the_container_that_made_them() -> None:
    """What `transmit` wrote was recorded as written, and is not written by itself again."""
    place = "/var/lib/chingin/exchange"
    guide = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")

    assert f"exchange:{place}" in SERVICES["web"]["volumes"]
    assert f"install -d -o chingin -g chingin -m 0700 {place}/in {place}/out" in _stage("app")
    assert f"--out {place}/out" in guide
    assert f"receive {place}/in/" in guide


def test_what_the_images_copy_exists_and_is_sent_to_the_builder() -> None:
    sent = {
        line[1:]
        for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
        if line[0] == "!"
    }
    copied = [
        path
        for line in re.findall(r"^COPY (?!--from)(.+) \S+$", DOCKERFILE, re.MULTILINE)
        for path in line.split()
    ]

    assert all((ROOT / path).exists() for path in (*copied, *sent))
    assert {Path(path).parts[0] for path in copied if path != "."} <= sent


def _source(secret: str | dict[str, str]) -> str:
    return secret if isinstance(secret, str) else secret["source"]


def _filled(value: str) -> str:
    """Compose's `${NAME:?}` and `${NAME:-default}`."""
    return re.sub(r"\$\{(\w+):([?-])(\w*)\}", lambda found: VALUES.get(found[1], found[3]), str(value))


def _stage(name: str) -> str:
    """The part of the Dockerfile from one `FROM … AS name` to the next."""
    return DOCKERFILE.split(f" AS {name}\n")[1].split("\nFROM ")[0]
