"""まとめ入金の照合表 (DED-9): the chain from 受信した依頼 to 入金予定, its people, their lines."""

from typing import Any, Final

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.guards import function_page
from chingin.kernel.lists.screen import Link
from deductions.groups.chosen import cycle_of_group, url_in
from deductions.groups.guards import GroupRequest, group_page
from deductions.groups.models import Cycle
from deductions.rokin.deposits.drilldown import DRILLDOWN, differences, tables
from deductions.rokin.deposits.reconciliation import lines_of_deposit, reconciliation
from deductions.rokin.deposits.standing import standing_request
from deductions.rokin.drilldown import Page
from deductions.rokin.functions import DEPOSIT_CONFIRMATION
from deductions.rokin.models import DepositRequest

_TITLE: Final = "まとめ入金の照合表"
_AGREEMENT: Final = (
    "受信した依頼とWeb更新の合計は依頼に、依頼から入金中止を除いた額は入金予定に、1円まで一致しています。"
    "受信データの合計とも一致しています。"
)


@function_page(DEPOSIT_CONFIRMATION)
@require_safe
@group_page
def deposit_reconciliation(request: GroupRequest, cycle: int) -> HttpResponse:
    """照合表: what was received, changed on the web, stopped and is deposited, by 種別 and 科目."""
    found = cycle_of_group(request, cycle)
    table = reconciliation(found)
    context = {
        "agrees": table.agrees,
        "agreement": _AGREEMENT,
        "differences": tuple(differences(found, table)),
        "broken": f"{_url('deposit_lines', found)}?figure=broken" if table.total.broken else "",
        "tables": tuple(tables(found, table)),
        "back": Link("まとめ入金確定へ戻る", url_in(found, "rokin:deposits")),
    }
    return _page(request, "reconciliation", found, table.request, title=_TITLE, **context)


@function_page(DEPOSIT_CONFIRMATION)
@require_safe
@group_page
def deposit_people(request: GroupRequest, cycle: int) -> HttpResponse:
    """The employees behind a figure of 照合表."""
    found = cycle_of_group(request, cycle)
    page = DRILLDOWN.people(lines_of_deposit(found), request.GET, lines=_url("deposit_lines", found))
    return _behind(request, found, page, title="まとめ入金の職員別内訳")


@function_page(DEPOSIT_CONFIRMATION)
@require_safe
@group_page
def deposit_lines(request: GroupRequest, cycle: int) -> HttpResponse:
    """The lines behind a figure, each with what the web made of it and whether it is stopped."""
    found = cycle_of_group(request, cycle)
    page = DRILLDOWN.lines(lines_of_deposit(found), request.GET)
    return _behind(request, found, page, title="まとめ入金の明細")


def _behind(request: GroupRequest, cycle: Cycle, page: Page, *, title: str) -> HttpResponse:
    back = Link(f"{_TITLE}へ戻る", _url("deposit_reconciliation", cycle))
    return _page(request, "drilldown", cycle, standing_request(cycle), title=title, page=page, back=back)


def _page(
    request: GroupRequest, name: str, cycle: Cycle, standing: DepositRequest | None, **context: Any
) -> HttpResponse:
    told = {"cycle": cycle, "standing": standing, **context}
    return render(request, f"rokin/deposits/{name}.html", told)


def _url(name: str, cycle: Cycle) -> str:
    return reverse(f"rokin:{name}", args=[cycle.pk])
