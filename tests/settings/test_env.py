"""Environment variables: every mistake stops the start and is named."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from chingin.settings.env import Env
from tests.sources import ROOT

Reader = Callable[[Env], object]


def read(environ: dict[str, str], reader: Reader) -> object:
    env = Env({f"CHINGIN_{name}": value for name, value in environ.items()})
    value = reader(env)
    env.finish()
    return value


@pytest.mark.parametrize(
    ("given", "reader", "value"),
    [
        ({"NAME": "x"}, lambda env: env.text("NAME"), "x"),
        ({}, lambda env: env.text("NAME", default="y"), "y"),
        ({"PORT": "8443"}, lambda env: env.integer("PORT", default=1, low=1, high=9999), 8443),
        ({}, lambda env: env.integer("PORT", default=1, low=1, high=9999), 1),
        ({"TRUST": "yes"}, lambda env: env.boolean("TRUST", default=False), True),
        ({"TRUST": "no"}, lambda env: env.boolean("TRUST", default=True), False),
        ({}, lambda env: env.boolean("TRUST", default=False), False),
        ({"HOURS": "real"}, lambda env: env.choice("HOURS", default="off", choices=("off", "real")), "real"),
        ({"AT": "https://a.example:8443"}, lambda env: env.origin("AT"), "https://a.example:8443"),
        ({"DIR": "/srv/ca"}, lambda env: env.path("DIR"), Path("/srv/ca")),
    ],
)
def test_a_right_value_is_read(given: dict[str, str], reader: Reader, value: object) -> None:
    assert read(given, reader) == value


@pytest.mark.parametrize(
    ("given", "reader", "named"),
    [
        ({}, lambda env: env.text("NAME"), "CHINGIN_NAME が設定されていません"),
        ({"NAME": ""}, lambda env: env.text("NAME"), "CHINGIN_NAME は 1 文字以上"),
        ({"KEY": "short"}, lambda env: env.text("KEY", min_length=50), "CHINGIN_KEY は 50 文字以上"),
        (
            {"PORT": "80a"},
            lambda env: env.integer("PORT", default=1, low=1, high=9),
            "CHINGIN_PORT の値 '80a'",
        ),
        ({"PORT": "10"}, lambda env: env.integer("PORT", default=1, low=1, high=9), "1~9 の整数"),
        ({"TRUST": "true"}, lambda env: env.boolean("TRUST", default=False), "yes または no"),
        (
            {"HOURS": "on"},
            lambda env: env.choice("HOURS", default="off", choices=("off", "real")),
            "off / real",
        ),
        ({"AT": "http://a.example"}, lambda env: env.origin("AT"), "CHINGIN_AT の値"),
        ({"AT": "https://a.example/"}, lambda env: env.origin("AT"), "CHINGIN_AT の値"),
        ({"AT": "https://a.example:x"}, lambda env: env.origin("AT"), "CHINGIN_AT の値"),
        ({"AT": "https://me@a.example"}, lambda env: env.origin("AT"), "CHINGIN_AT の値"),
        ({}, lambda env: env.origin("AT"), "CHINGIN_AT が設定されていません"),
        ({"DIR": "ca"}, lambda env: env.path("DIR"), "絶対パス"),
        ({"SECRET_KEYY": "x"}, lambda _: None, "CHINGIN_SECRET_KEYY は未知の環境変数です"),
        ({"KEY_FILE": "/nonexistent/key"}, lambda env: env.text("KEY"), "CHINGIN_KEY_FILE のファイル"),
        ({"KEY_FILE": "/dev/null", "KEY": "x"}, lambda env: env.text("KEY"), "両方が設定されています"),
    ],
)
def test_a_mistake_stops_the_start_and_is_named(given: dict[str, str], reader: Reader, named: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=named):
        read(given, reader)


def test_a_secret_may_come_from_a_file(tmp_path: Path) -> None:
    secret = tmp_path / "key"
    secret.write_text("from a file\n", encoding="utf-8")

    assert read({"KEY_FILE": str(secret)}, lambda env: env.text("KEY")) == "from a file"


def test_all_mistakes_are_told_at_once() -> None:
    env = Env({"CHINGIN_PORT": "x", "CHINGIN_TYPO": "1"})
    env.integer("PORT", default=1, low=1, high=9)
    env.text("KEY")

    with pytest.raises(ImproperlyConfigured) as stopped:
        env.finish()

    assert all(name in str(stopped.value) for name in ("CHINGIN_PORT", "CHINGIN_TYPO", "CHINGIN_KEY"))


def manage(*words: str, **environ: str) -> subprocess.CompletedProcess[str]:
    inherited = {
        name: value for name, value in os.environ.items() if not name.startswith(("CHINGIN_", "DJANGO_"))
    }
    command = [sys.executable, "manage.py", *words]
    return subprocess.run(
        command, cwd=ROOT, env=inherited | environ, capture_output=True, text=True, check=False, timeout=60
    )


def test_production_never_starts_on_an_insecure_default() -> None:
    result = manage("check", DJANGO_SETTINGS_MODULE="chingin.settings.production")

    assert result.returncode != 0
    missing = ("SECRET_KEY", "PUBLIC_ORIGIN", "DB_HOST", "REDIS_URL", "SMTP_HOST", "CA_DIR", "CA_PASSPHRASE")
    assert [name for name in missing if f"CHINGIN_{name} が設定されていません" not in result.stderr] == []


def test_a_misspelt_variable_stops_the_demo() -> None:
    result = manage("check", DJANGO_SETTINGS_MODULE="chingin.settings.demo", CHINGIN_DEMO_PROT="9443")

    assert result.returncode != 0
    assert "CHINGIN_DEMO_PROT は未知の環境変数です" in result.stderr
