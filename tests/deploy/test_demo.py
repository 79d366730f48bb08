"""`make demo`: what it says, what it keeps, and that nothing of it stays when it ends."""

import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path

import pytest

from chingin.kernel import clock
from tests.deploy.demo_run import (
    Place,
    clean_environment,
    copy_of_the_tree,
    eventually,
    ready,
    refusal,
    starting,
)


@dataclass(frozen=True, slots=True)
class Running:
    """A demo that is up."""

    place: Place
    pid: int
    line: str


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """One copy for all tests that start it: each but the first finds the state of those before."""
    return copy_of_the_tree(tmp_path_factory.mktemp("demo") / "デモ tree")


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A demo of its own for the tests that only look at one."""
    place = copy_of_the_tree(tmp_path_factory.mktemp("running") / "tree")
    with ready(place) as (process, line):
        yield Running(place, process.pid, line)


def test_the_demo_says_where_it_is_and_answers_there(running: Running) -> None:
    place = running.place

    statuses = [place.status(place.port + n) for n in range(3)]

    assert running.line == f"READY {' '.join(place.urls)}\n"
    assert statuses[0] == 200
    assert all(status < 500 for status in statuses)


def test_the_demo_tells_programs_where_it_is(running: Running) -> None:
    place = running.place

    overview = json.loads((place.home / "demo.json").read_text(encoding="utf-8"))

    assert [overview[f"{name}_url"] for name in ("public", "certificate", "staff")] == place.urls
    assert overview["mail_dir"] == str(place.home / "mail")
    assert overview.keys() >= {"contracts", "staff"}


def test_the_demo_has_certificates_lying_ready(running: Running) -> None:
    """Each path in demo.json is a file for its owner alone; some users have none yet."""
    overview = json.loads((running.place.home / "demo.json").read_text(encoding="utf-8"))

    files = [user["p12"] for contract in overview["contracts"] for user in contract["users"]]

    assert "" in files
    assert {Path(file).stat().st_mode & 0o777 for file in files if file} == {0o600}


MONTHS_AT_WORK = """
SELECT deposit_group.number,
       SUM(cycle.update_deadline > :now),
       SUM(cycle.confirmation_opens_at <= :now AND :now < cycle.confirmation_deadline)
FROM groups_cycle AS cycle JOIN groups_depositgroup AS deposit_group ON deposit_group.id = cycle.group_id
WHERE deposit_group.number LIKE '1%' GROUP BY deposit_group.number ORDER BY deposit_group.number
"""


def test_on_any_day_one_group_may_change_lines_and_another_may_confirm_its_deposit(running: Running) -> None:
    now = f"{clock.now().astimezone(UTC):%Y-%m-%d %H:%M:%S}"

    with closing(sqlite3.connect(running.place.home / "demo.sqlite3")) as database:
        (head_office, *_), (port_works, *_) = found = list(database.execute(MONTHS_AT_WORK, {"now": now}))

    assert (head_office, port_works) == ("10000001", "10000002")
    assert found[0][1] >= 1
    assert found[1][2] >= 1


def test_nginx_reads_a_new_revocation_list(running: Running) -> None:
    place = running.place
    crl = place.home / "ca" / "public" / "crl.pem"
    worker = place.pid("nginx: worker")

    shutil.copy(crl, crl.with_suffix(".new"))
    crl.with_suffix(".new").replace(crl)

    assert eventually(lambda: worker not in place.processes())
    assert eventually(lambda: "nginx: worker" in "".join(place.processes().values()))


def test_two_demos_do_not_share_their_state(running: Running) -> None:
    second = refusal(running.place)

    assert f"すでに動いています(プロセス番号 {running.pid})" in second


def test_the_state_of_a_running_demo_is_not_cleaned_away(running: Running) -> None:
    cleaned = _clean(running.place)

    assert (cleaned.returncode, "デモが動いています" in cleaned.stderr) == (1, True)
    assert (running.place.home / "demo.sqlite3").exists()


def test_a_killed_supervisor_takes_its_children_along_and_the_state_survives(place: Place) -> None:
    with ready(place) as (process, _):
        with closing(sqlite3.connect(place.home / "demo.sqlite3")) as database, database:
            database.execute("INSERT OR REPLACE INTO django_session VALUES ('kept', '', '2099-01-01')")
        before, directory = _keepsakes(place), _directory(place)
        process.kill()
        process.wait()
        assert eventually(lambda: not place.processes())

    with ready(place), closing(sqlite3.connect(place.home / "demo.sqlite3")) as database:
        rows = database.execute("SELECT count(*) FROM django_session WHERE session_key = 'kept'").fetchone()
        after = _keepsakes(place)

    assert rows == (1,)
    assert after == before
    assert not directory.exists()


def _keepsakes(place: Place) -> dict[str, bytes]:
    names = ("secrets/secret_key", "ca/public/root.pem", "tls/root.pem", "tls/server.pem", "demo.json")
    files = [*(place.home / name for name in names), *(place.home / "p12").iterdir()]
    return {str(path.relative_to(place.home)): path.read_bytes() for path in files}


@pytest.fixture
def hang_ups_are_heard() -> Iterator[None]:
    """A run under nohup ignores SIGHUP, and so would all that it starts."""
    before = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    yield
    signal.signal(signal.SIGHUP, before)


@pytest.mark.usefixtures("hang_ups_are_heard")
@pytest.mark.parametrize(
    ("number", "environment"),
    [(signal.SIGINT, {}), (signal.SIGTERM, {}), (signal.SIGHUP, {"CHINGIN_SERVICE_HOURS": "real"})],
    ids=("ctrl-c", "term", "hang-up, real hours"),
)
def test_a_stopped_demo_leaves_nothing_running(
    place: Place, number: signal.Signals, environment: dict[str, str]
) -> None:
    """ENV-2: outside the service hours the top page is the notice, and the demo is ready all the same."""
    with ready(place, **environment) as (process, _):
        public, staff = place.status(place.port), place.status(place.port + 2)
        directory = _directory(place)
        started = place.processes()
        told = _stop(process, number)

    assert public in {200, 503}  # whatever day and hour it is now
    assert staff == 302
    assert (process.returncode, told) == (0, "")
    assert len(started) >= 6  # the supervisor, gunicorn and its two workers, nginx and its worker
    assert place.processes() == {}
    assert not directory.exists()


@pytest.mark.parametrize(("words", "name"), [("gunicorn", "gunicorn"), ("nginx: master", "nginx")])
def test_a_dead_child_ends_the_demo_in_words(place: Place, words: str, name: str) -> None:
    with ready(place) as (process, _):
        os.kill(place.pid(words), signal.SIGKILL)
        _, told = process.communicate(timeout=90)

    assert process.returncode == 1
    assert told.startswith(f"{name} が止まったため")
    assert place.processes() == {}


def test_a_taken_port_is_named(place: Place) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", place.port + 1))
        taken.listen()

        told = refusal(place)

    assert f"ポート {place.port + 1} は" in told
    assert "CHINGIN_DEMO_PORT=" in told
    assert "Traceback" not in told


@pytest.mark.parametrize(
    ("variable", "value"),
    [("CHINGIN_DEMO_PROT", "9443"), ("CHINGIN_DEMO_PORT", "80"), ("CHINGIN_DEMO_PORT", "x")],
)
def test_a_wrong_variable_stops_the_start(place: Place, variable: str, value: str) -> None:
    told = refusal(place, **{variable: value})

    assert variable in told
    assert "Traceback" not in told


def test_a_failed_preparation_shows_why(tmp_path: Path) -> None:
    place = copy_of_the_tree(tmp_path / "tree")
    place.home.mkdir(parents=True)
    (place.home / "demo.sqlite3").write_text("これはデータベースではありません。" * 100, encoding="utf-8")

    told = refusal(place)

    assert told.startswith("準備に失敗しました。")
    assert "file is not a database" in told


def test_cleaning_forgets_a_stopped_demo(tmp_path: Path) -> None:
    place = copy_of_the_tree(tmp_path / "tree")
    (place.home / "mail").mkdir(parents=True)
    (place.home / "lock").touch()

    cleaned = _clean(place)

    assert (cleaned.returncode, place.home.exists()) == (0, False)


def test_a_start_that_is_stopped_early_leaves_nothing(place: Place) -> None:
    with starting(place) as process:
        eventually(lambda: any("preparation" in command for command in place.processes().values()))
        _stop(process, signal.SIGTERM)

    assert process.returncode == 0
    assert place.processes() == {}


def _directory(place: Place) -> Path:
    return Path((place.home / "directory").read_text(encoding="utf-8"))


def _stop(process: subprocess.Popen[str], number: signal.Signals) -> str:
    process.send_signal(number)
    return process.communicate(timeout=90)[1]


def _clean(place: Place) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["deploy/bootstrap.sh", "clean"],
        cwd=place.tree,
        env=clean_environment(),
        capture_output=True,
        text=True,
        check=False,
    )
