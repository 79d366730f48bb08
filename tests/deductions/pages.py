"""The pages of a month as a browser gets them (LOGIN-5, DED-6…DED-11), made by walking through them."""

import re
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from html import unescape
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, TypeAlias

import time_machine
from django.conf import settings
from django.test import Client, override_settings

from accounts.models import Grant
from deductions.groups.models import Cycle
from deductions.rokin.actions.deposits import accept_deposit
from deductions.rokin.models import DeductionLine
from tests.accounts.browsers import logged_in
from tests.accounts.factories import GeneralUserFactory, MasterFactory
from tests.deductions.answered import (
    RESULTS_DAY,
    answer,
    answered,
    exchange_cycle,
    failed,
    in_part,
    result_file,
    result_header,
)
from tests.deductions.crowds import crowd
from tests.deductions.factories import IN_TIME, CycleFactory, DeductionLineFactory
from tests.deductions.rokin.pay_day import (
    BRANCH,
    CLOSED,
    DEPOSITS,
    EXECUTE,
    PAY_DAY,
    STOPS,
    checked,
    chosen,
    confirm_url,
    confirmed,
    stopped,
    stopped_in_october,
    stops_url,
    undone,
    version,
)
from tests.deductions.rokin.reconciled import lines_as_received, received_cycle, updated
from tests.portal.doors import with_the_portals

Named: TypeAlias = Iterator[tuple[str, str]]
RESULTS: Final = "/company/results/"


def pages() -> dict[str, str]:
    """By name; a name that comes twice is a page lost."""
    with _open_doors():
        found = [*_draft_pages(), *_deposit_pages(), *_result_pages()]
    assert len(dict(found)) == len(found)
    return dict(found)


def _draft_pages() -> Named:
    """LOGIN-5, DED-6 and DED-7 before 更新締切."""
    with time_machine.travel(IN_TIME, tick=False):
        cycle = CycleFactory.create()
        crowd(cycle, 12)
        client = logged_in(MasterFactory.create(contract=cycle.group.contract))
        yield "information", _got(client, "/information/")
        yield "company_request", _got(client, "/company/lists/")
        yield "company_export", _got(client, "/company/exports/")
        yield "company_draft", _got(client, f"/company/lists/{cycle.pk}/request_all/")


def _deposit_pages() -> Named:
    """One month of まとめ入金, from the first look to 受付."""
    with time_machine.travel(PAY_DAY, tick=False):
        cycle = received_cycle()
        master = MasterFactory.create(contract=cycle.group.contract, user_id="master01")
        client, lines = logged_in(master), lines_as_received(cycle)
        updated(lines)
        crowd(cycle, 12)
        stopped_in_october(lines[1])
        yield from _stop_pages(client, cycle, lines)
        yield from _pages_before(client, cycle, lines)
        yield from _pages_after(client, cycle)
        yield from _reconciliation_pages(client, cycle, lines)
        reader = GeneralUserFactory.create(contract=master.contract, grants={"DED-8": Grant.VIEW})
        yield "stops_read_only", _got(logged_in(reader), STOPS)
    with time_machine.travel(CLOSED, tick=False):
        yield "closed", _got(logged_in(master), DEPOSITS)


def _stop_pages(client: Client, cycle: Cycle, lines: list[DeductionLine]) -> Named:
    """DED-8."""
    stopped(lines[3])
    both = chosen(lines[1], lines[3])
    employees = stops_url(cycle, "employees")
    yield "stops", _got(client, STOPS)
    yield "stops_not_found", _got(client, f"{STOPS}?number=999999")
    yield "stops_mistaken", _got(client, f"{STOPS}?number=%EF%BC%81")
    yield "stops_nothing_chosen", _sent(client, stops_url(cycle, "set"), {})
    yield "stops_employees", _got(client, employees)
    yield "stops_employees_mistaken", _sent(client, employees, {"numbers": "999999", "act": "stop"})
    yield "stops_check", _sent(client, stops_url(cycle, "set"), both)
    yield "stops_check_mistaken", _sent(client, stops_url(cycle, "set"), {**both, **EXECUTE})
    yield "stops_done", _sent(client, stops_url(cycle, "set"), {**both, **EXECUTE, "reason": "06"})
    yield "stops_refused", _sent(client, stops_url(cycle, "set"), both)
    yield "lift_check", _sent(client, stops_url(cycle, "lift"), chosen(lines[3]))
    yield "lift_done", _sent(client, stops_url(cycle, "lift"), chosen(lines[3], **EXECUTE))


def _pages_before(client: Client, cycle: Cycle, lines: list[DeductionLine]) -> Named:
    """DED-9 before 確定."""
    yield "deposits_before", _got(client, DEPOSITS)
    yield "reconciliation_before", _got(client, f"{DEPOSITS}{cycle.pk}/reconciliation/")
    yield "confirm", _got(client, confirm_url(cycle))
    old = checked(client, cycle)
    stopped(lines[3])
    yield "confirm_changed_meanwhile", _sent(client, confirm_url(cycle), old)


def _pages_after(client: Client, cycle: Cycle) -> Named:
    """DED-9 and 10: undone once, confirmed again, sent, accepted."""
    yield "confirmed", _sent(client, confirm_url(cycle), checked(client, cycle))
    yield "deposits_confirmed", _got(client, DEPOSITS)
    yield "stops_fixed", _got(client, STOPS)
    yield "undo", _got(client, version(cycle, 1, "undo"))
    yield "undo_mistaken", _sent(client, version(cycle, 1, "undo"), {})
    undone(cycle)
    yield "version_undone", _got(client, version(cycle))
    yield "undone_refused", _sent(client, version(cycle, 1, "send"), {})
    confirmed(cycle)
    yield "send", _got(client, version(cycle, 2, "send"))
    yield "sent", _sent(client, version(cycle, 2, "send"), {})
    accept_deposit(request=cycle.deposit_requests.get(version=2), by=BRANCH, at=PAY_DAY)
    yield "undo_refused", _got(client, version(cycle, 2, "undo"))
    yield "deposits_accepted", _got(client, DEPOSITS)
    yield "version_accepted", _got(client, version(cycle, 2))
    yield "paper_request", _got(client, version(cycle, 2, "request"))
    yield "paper_updates", _got(client, version(cycle, 2, "updates"))


def _reconciliation_pages(client: Client, cycle: Cycle, lines: list[DeductionLine]) -> Named:
    """照合表 and what stands behind it; then a line is written over."""
    place = f"{DEPOSITS}{cycle.pk}/"
    yield "people", _got(client, f"{place}people/?subject=20")
    yield "people_none", _got(client, f"{place}people/?subject=59")
    yield "lines", _got(client, f"{place}lines/?employee=001001")
    DeductionLine.objects.filter(pk=lines[2].pk).update(amount=12_501)
    yield "reconciliation_broken", _got(client, f"{place}reconciliation/")
    yield "lines_broken", _got(client, f"{place}lines/?figure=broken")


def _result_pages() -> Named:
    """DED-11: three results, two cycles, then a correction."""
    with time_machine.travel(RESULTS_DAY, tick=False):
        cycle = exchange_cycle()
        client = logged_in(MasterFactory.create(contract=cycle.group.contract))
        yield "results_before", _got(client, RESULTS)
        lines = DeductionLineFactory.create_batch(3, cycle=cycle)
        rows = [
            answer(lines[0]),
            in_part(lines[1], 5_000, "01"),
            failed(lines[2], "12", name_kana="ﾛｳｷﾝ ﾎﾅｺ"),
        ]
        answered(result_file((result_header(cycle), rows)))
        CycleFactory.create(group=cycle.group, month="202612", results_on="2026-12-29")
        yield "results", _got(client, RESULTS)
        answered(result_file((result_header(cycle, serial="1100000002"), [*map(answer, lines[:2]), rows[2]])))
        yield "results_corrected", _got(client, RESULTS)
        yield "results_former", _got(client, f"{RESULTS}?cycle={cycle.pk}&version=1")
        place = f"{RESULTS}{cycle.pk}/1/"
        for name in ("reconciliation", "people", "lines", "result_list", "shortfalls", "kana_names"):
            yield f"results_{name}", _got(client, f"{place}{name}/")
        DeductionLineFactory.create(cycle=cycle, line_key="")
        yield "results_unanswered", _got(client, f"{place}reconciliation/")


def _got(client: Client, path: str) -> str:
    return client.get(path).content.decode()


def _sent(client: Client, path: str, typed: dict[str, Any]) -> str:
    """What a button leads to."""
    return client.post(path, typed, follow=True).content.decode()


def heading_of(page: str) -> str:
    """The page's own title; there is one and no other."""
    [heading] = re.findall(r"<h1[^>]*>(.*?)</h1>", page, re.DOTALL)
    return unescape(re.sub(r"<[^>]+>", "", heading))


@contextmanager
def _open_doors() -> Generator[None]:
    """The portal's middleware, certificates by header, hours aside."""
    with TemporaryDirectory() as place:
        changes: dict[str, Any] = {
            "MIDDLEWARE": with_the_portals(settings.MIDDLEWARE),
            "LOGIN_REDIRECT_URL": "portal:start",
            "PASSWORD_HASHERS": ["tests.accounts.hashing.FastArgon2id"],
            "RECEIVED_FILES_ROOT": Path(place),
        }
        with override_settings(**changes):
            yield
