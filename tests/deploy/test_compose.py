"""docker-compose.yml and Dockerfile, read back without an engine: they fit the product (OPS-3)."""

import ast
import re
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

import pytest
import yaml
from django.conf import settings

from chingin.celery import app
from tests.deploy.demo_run import ROOT, clean_environment

COMPOSE: Final[dict[str, Any]] = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
SERVICES: Final[dict[str, dict[str, Any]]] = COMPOSE["services"]
OURS: Final = sorted(name for name, service in SERVICES.items() if service.get("image") == "chingin-app")
DOCKERFILE: Final = (ROOT / "deploy" / "Dockerfile").read_text(encoding="utf-8")
GUIDE: Final = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
CA_PUBLIC: Final = "ca_public:/var/lib/chingin/ca/public"
CA_PRIVATE: Final = "ca_private:/var/lib/chingin/ca/private"
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
        *("nginx", "web", "worker", "lists", "beat", "migrate", "ceremony", "postgres", "redis"),
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
    assert _writing(CA_PRIVATE) == {"ceremony"}


def test_only_the_worker_publishes_lists_of_revocation_and_reaches_the_mail_server() -> None:
    assert _writing(CA_PUBLIC) == {"worker", "ceremony"}
    assert _outside() == {"worker"}


def test_the_guide_sends_each_command_to_a_container_that_can_do_it() -> None:
    """A command that signs needs the directory to write into; one that mails, a way out."""
    places = _containers_in_the_guide()
    signing = {
        path.stem
        for path in (ROOT / "certificates" / "management" / "commands").glob("*.py")
        if re.search(r"\bpublish_crl\b", path.read_text(encoding="utf-8"))
    }

    assert signing == {"init_ca", "publish_crl", "rotate_issuing_ca"}
    assert {places[command] for command in signing} <= _writing(CA_PUBLIC)
    assert {places["init_ca"], places["rotate_issuing_ca"]} <= _writing(CA_PRIVATE)
    assert {places["send_mail"], places["send_expiry_notices"]} <= _outside()


def test_the_guide_runs_commands_in_containers_as_its_own_table_says() -> None:
    shown = re.findall(r"docker compose (?:exec|run --rm)(?: -T)? (\w+) python manage\.py (\w+)", GUIDE)
    places = _containers_in_the_guide()

    assert {"receive", "transmit", "rotate_issuing_ca"} <= {command for _, command in shown}
    assert [(place, command) for place, command in shown if places.get(command, "web") != place] == []


def test_the_root_key_goes_in_and_out_by_the_container_that_may_write_it() -> None:
    place = f"{CA_PRIVATE.partition(':')[2]}/root.key.pem"
    hands = re.findall(rf"docker compose run --rm -T (\w+) .*{re.escape(place)}", GUIDE)

    assert set(hands) == {"ceremony"}
    assert len(hands) == 4, "in, its sum, away, and out after init_ca"
    assert SERVICES["ceremony"]["command"][:3] == ["python", "manage.py", "init_ca"]


def test_codes_do_not_wait_behind_paper() -> None:
    """ADR 0017: each queue has workers of its own, and every queue has one."""
    queues = {
        name: _after("--queues", service["command"])
        for name, service in SERVICES.items()
        if "worker" in service.get("command", [])
    }

    assert queues == {"worker": "celery", "lists": "lists"}
    assert set(queues.values()) == set(app.conf.task_queues)
    assert _after("--concurrency", SERVICES["lists"]["command"]) == "1"
    assert all(f"--queues {queue}" in GUIDE for queue in queues.values())


def test_the_printing_worker_sees_no_keys_and_no_way_out() -> None:
    assert "volumes" not in SERVICES["lists"]
    assert SERVICES["lists"]["networks"] == ["backend"]


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


@pytest.mark.parametrize("name", OURS)
def test_every_variable_of_the_settings_can_be_set(name: str) -> None:
    """What production reads and no container is given could never be changed from its default."""
    given = {variable.removesuffix("_FILE") for variable in SERVICES[name]["environment"]}
    given |= set(re.findall(r"\b(CHINGIN_\w+)=", _stage("app")))

    assert _read_by_production().keys() - given == set()


def test_what_compose_leaves_unsaid_is_what_the_settings_say() -> None:
    defaults = {
        variable: found[1]
        for variable, value in SERVICES["web"]["environment"].items()
        if (found := re.fullmatch(r"\$\{\w+:-(\w+)\}", str(value))) and variable.startswith("CHINGIN_")
    }
    read = _read_by_production()

    assert defaults
    assert defaults == {variable: read[variable] for variable in defaults}


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

    assert f"exchange:{place}" in SERVICES["web"]["volumes"]
    assert f"install -d -o chingin -g chingin -m 0700 {place}/in {place}/out" in _stage("app")
    assert f"--out {place}/out" in GUIDE
    assert f"receive {place}/in/" in GUIDE


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


def _writing(volume: str) -> set[str]:
    """The services that mount a volume to write."""
    return {name for name, service in SERVICES.items() if volume in service.get("volumes", [])}


def _outside() -> set[str]:
    """Ours that reach hosts outside, such as the mail server."""
    return {name for name in OURS if "outside" in SERVICES[name]["networks"]}


def _containers_in_the_guide() -> dict[str, str]:
    """Command → container, of those that do not run in `web` as every other does."""
    rows = re.findall(r"^\| `docker compose (?:exec|run --rm -T) (\w+) .*\| ([^|]+) \|$", GUIDE, re.MULTILINE)
    assert rows[-1] == ("web", "every other")
    return {command: place for place, commands in rows for command in re.findall(r"`(\w+)`", commands)}


def _after(option: str, command: list[str]) -> str:
    return command[command.index(option) + 1]


def _read_by_production() -> dict[str, str | None]:
    """CHINGIN_… → its default as an operator would write it, from the calls in the settings themselves."""
    calls = [
        node
        for node in ast.walk(ast.parse((ROOT / "chingin/settings/production.py").read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func).startswith("_env.") and node.args
    ]
    assert len(calls) > 20
    return {f"CHINGIN_{ast.literal_eval(call.args[0])}": _default(call) for call in calls}


def _default(call: ast.Call) -> str | None:
    for keyword in call.keywords:
        if keyword.arg == "default":
            value = keyword.value
            said = getattr(settings, value.id) if isinstance(value, ast.Name) else ast.literal_eval(value)
            return {True: "yes", False: "no"}[said] if isinstance(said, bool) else str(said)
    return None


def _source(secret: str | dict[str, str]) -> str:
    return secret if isinstance(secret, str) else secret["source"]


def _filled(value: str) -> str:
    """Compose's `${NAME:?}` and `${NAME:-default}`."""
    return re.sub(r"\$\{(\w+):([?-])(\w*)\}", lambda found: VALUES.get(found[1], found[3]), str(value))


def _stage(name: str) -> str:
    """The part of the Dockerfile from one `FROM … AS name` to the next."""
    return DOCKERFILE.split(f" AS {name}\n")[1].split("\nFROM ")[0]
