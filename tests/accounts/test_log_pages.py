"""Pages of the operation log (USR-6): every entry once, in order, however many are written meanwhile."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts import log_pages
from accounts.events import Event
from accounts.lists import LogFilter, log_entries, log_rows
from accounts.log_pages import LogPage, page_of_log
from accounts.models import Contract, User
from chingin.kernel.clock import JST
from chingin.kernel.models import OperationLog, OperationLogChain
from tests.accounts.administration import AT, certificates_by_header, contract, known_functions, master

__all__ = ["certificates_by_header", "contract", "known_functions", "master"]
pytestmark = pytest.mark.django_db

ALL = LogFilter()


def write(contract: Contract, times: list[datetime], *, first: int = 1, user_id: str = "ippan01") -> None:
    """Entries in one go, and the head of their chain; their hashes are nobody's business here."""
    OperationLogChain.objects.update_or_create(
        name=contract.log_chain,
        defaults={"last_sequence": first + len(times) - 1, "last_hash": "b" * 64 if times else ""},
    )
    OperationLog.objects.bulk_create(
        OperationLog(
            chain=contract.log_chain,
            sequence=sequence,
            at=at,
            user_id=user_id,
            user_name="組合花子",
            event=Event.LOGGED_IN.value,
            event_label=Event.LOGGED_IN.label,
            result="SUCCESS",
            previous_hash="a" * 64 if sequence > 1 else "",
            hash="b" * 64,
        )
        for sequence, at in enumerate(times, first)
    )


def minutes(count: int) -> list[datetime]:
    return [AT + timedelta(minutes=n) for n in range(count)]


def shown(viewer: User, query: str = "", wanted: LogFilter = ALL) -> LogPage:
    return page_of_log(log_entries(viewer=viewer, wanted=wanted), QueryDict(query))


def numbers(page: LogPage) -> list[int]:
    return [row.sequence for row in page.rows]


def walk(viewer: User, page: LogPage, direction: str) -> Iterator[LogPage]:
    """The page and all that follow it in one direction; nobody walks in circles."""
    places: set[int] = set()
    yield page
    while (place := getattr(page, direction)) is not None:
        assert place not in places
        places.add(place)
        page = shown(viewer, f"{direction}={place}")
        yield page


@pytest.mark.parametrize("count", [0, 1, 49, 50, 51, 100, 101, 120])
def test_walking_to_the_oldest_shows_every_entry_once_newest_first_usr_6(
    contract: Contract, master: User, count: int
) -> None:
    write(contract, minutes(count))

    pages = list(walk(master, shown(master), "older"))

    assert [number for page in pages for number in numbers(page)] == list(range(count, 0, -1))
    assert [len(page.rows) for page in pages[:-1]] == [50] * (len(pages) - 1)


@pytest.mark.parametrize("count", [50, 51, 100, 101, 130])
def test_walking_back_shows_every_entry_too_and_ends_on_the_first_page_usr_6(
    contract: Contract, master: User, count: int
) -> None:
    write(contract, minutes(count))
    *_, oldest = walk(master, shown(master), "older")

    pages = list(walk(master, oldest, "newer"))

    assert {number for page in pages for number in numbers(page)} == set(range(1, count + 1))
    assert pages[-1] == shown(master)
    assert len(pages) == -(-count // 50)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(0, 3), min_size=120, max_size=160))
def test_entries_of_one_instant_and_times_out_of_order_are_neither_lost_nor_doubled_usr_6(
    contract: Contract, master: User, seconds: list[int]
) -> None:
    # Two transactions may ask the clock in one order and be recorded in the other.
    first = OperationLog.objects.filter(chain=contract.log_chain).count() + 1
    write(contract, [AT + timedelta(seconds=s) for s in seconds], first=first)

    to_the_oldest = list(walk(master, shown(master), "older"))
    back = list(walk(master, to_the_oldest[-1], "newer"))

    everything = list(log_rows(viewer=master))
    assert [row for page in to_the_oldest for row in page.rows] == everything
    assert {row for page in back for row in page.rows} == set(everything)


def test_what_is_written_meanwhile_does_not_move_the_pages_usr_6(contract: Contract, master: User) -> None:
    write(contract, minutes(120))
    second = f"older={shown(master).older}"
    before = shown(master, second)

    write(contract, [AT + timedelta(days=1)] * 60, first=121)

    assert numbers(shown(master, second)) == numbers(before)


@pytest.mark.parametrize(
    "query", ["", "older=", "older=x", "older=-1", "newer=٣", "older=9999", f"newer={'9' * 30}"]
)
def test_a_place_that_is_not_there_is_the_newest_page_usr_6(
    contract: Contract, master: User, query: str
) -> None:
    write(contract, minutes(60))

    assert numbers(shown(master, query)) == list(range(60, 10, -1))


def test_past_the_oldest_entry_is_the_newest_page_usr_6(contract: Contract, master: User) -> None:
    write(contract, minutes(60))

    assert numbers(shown(master, "older=1")) == list(range(60, 10, -1))


def test_a_place_in_another_contract_s_log_is_no_place_usr_6(contract: Contract, master: User) -> None:
    write(contract, minutes(60), first=1001)

    assert numbers(shown(master, "older=5")) == numbers(shown(master))


def test_pages_keep_the_filter_usr_6(contract: Contract, master: User) -> None:
    write(contract, minutes(60))
    write(contract, minutes(60), first=61, user_id="ippan02")

    page = shown(master, "", LogFilter(user="ippan01"))

    assert set(numbers(page)) <= set(range(1, 61))
    assert page.count == 60


@pytest.mark.parametrize("query", ["", "older=60", "newer=30"])
def test_each_page_takes_the_same_few_queries_usr_6(contract: Contract, master: User, query: str) -> None:
    write(contract, minutes(180))

    with CaptureQueriesContext(connection) as captured:
        shown(master, query)

    assert len(captured) == (3 if query else 2)
    assert "LIMIT 10001" in captured[0]["sql"]


def test_the_count_stops_where_it_would_cost_usr_6(
    contract: Contract, master: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log_pages, "COUNTED", 100)
    write(contract, minutes(100))
    assert shown(master).pager(QueryDict()).count == "全100件"

    write(contract, minutes(20), first=101)

    assert shown(master).pager(QueryDict()).count == "100件を超えています"


def test_the_pager_names_the_time_it_spans_and_keeps_the_filter_usr_6(
    contract: Contract, master: User
) -> None:
    write(contract, minutes(120))
    query = QueryDict("user=ippan01&older=71")

    pager = shown(master, "older=71").pager(query)

    assert pager.position == "2026/11/20 11:09:00 〜 2026/11/20 10:20:00"
    assert pager.previous is not None
    assert pager.following is not None
    assert (pager.previous.label, pager.previous.url) == ("新しい記録へ", "?user=ippan01&newer=70")
    assert (pager.following.label, pager.following.url) == ("古い記録へ", "?user=ippan01&older=21")


def test_an_empty_log_says_so_and_leads_nowhere_usr_6(master: User) -> None:
    page = shown(master)
    pager = page.pager(QueryDict())

    assert (pager.count, pager.position, pager.previous, pager.following) == ("全0件", "記録なし", None, None)
    assert [row.label for row in page.table.rows] == ["該当する明細はありません", "合計 0件"]


def test_the_table_shows_times_in_japan_usr_6(contract: Contract, master: User) -> None:
    write(contract, [datetime(2026, 11, 20, 0, 30, 5, tzinfo=JST)])

    (row,) = shown(master).table.rows

    assert [cell.text for cell in row.cells][:3] == ["2026/11/20 00:30:05", "ippan01", "組合花子"]
