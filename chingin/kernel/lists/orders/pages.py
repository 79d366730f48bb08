"""The pages of an order, on the list's own URL and so behind its guard: waiting, ready, failed."""

import io
import logging
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Final, Generic
from uuid import UUID

from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    QueryDict,
)
from django.shortcuts import render

from chingin.kernel import clock
from chingin.kernel.errors import Refusal
from chingin.kernel.lists.definition import ListDefinition, Row
from chingin.kernel.lists.download import Download
from chingin.kernel.lists.edition import Edition
from chingin.kernel.lists.media import Medium, Output
from chingin.kernel.lists.screen import query_url
from chingin.kernel.messages import by_code

from . import rules
from .actions import Wish, hand_over, order_list, output_of
from .known import is_known
from .making import frozen_arguments, size
from .models import ListOrder, OrderState
from .refusals import NotOrdered, TooManyOrders

logger: Final = logging.getLogger(__name__)

# What the query string holds beside the criteria.
ORDER: Final = "order"
FILE: Final = "file"


@dataclass(frozen=True, slots=True)
class Counter(Generic[Row]):
    """Where a list is ordered and fetched. `record` hears of a file when it is first handed over."""

    definition: ListDefinition[Row]
    media: Collection[Medium]
    record: Callable[[HttpRequest, Output], None]

    def order(
        self, request: HttpRequest, edition: Edition[Row], url: Mapping[str, object]
    ) -> HttpResponse | None:
        """On to the page of the order, or why there is none; None for a list short enough."""
        if not is_known(self.definition):
            return self._at_once_or_never(request, edition)
        arguments = frozen_arguments(self.definition, query=request.GET, viewer=request.user, url=url)
        rows = size(edition.rows(), up_to=rules.ROWS_AT_ONCE)
        if _is_short(rows):
            return None
        wish = Wish(
            owner=str(request.user.pk),
            slug=self.definition.slug,
            medium=Medium.PDF,
            arguments=arguments,
        )
        try:
            order = order_list(wish=wish, rows=rows, at=clock.now())
        except TooManyOrders as refusal:
            return _refused(request, refusal)
        return HttpResponseRedirect(query_url(request.GET, **{ORDER: str(order.pk)}))

    def _at_once_or_never(self, request: HttpRequest, edition: Edition[Row]) -> HttpResponse | None:
        if _is_short(size(edition.rows(), up_to=rules.ROWS_AT_ONCE)):
            return None
        logger.error("no worker would find the list %s", self.definition.slug)
        return _refused(request, NotOrdered())

    def show(self, request: HttpRequest) -> HttpResponseBase:
        """The page of the order that the query names, or its file; another one's order is 404."""
        order = self._own(request)
        if order.is_open:
            return self._waiting(request, order)
        if order.state == OrderState.FAILED:
            return self._failed(request, order)
        return self._file(request, order) if FILE in request.GET else self._ready(request, order)

    def _own(self, request: HttpRequest) -> ListOrder:
        try:
            number = UUID(request.GET[ORDER])
        except ValueError:
            raise Http404 from None
        own = ListOrder.objects.without_content().of_owner(str(request.user.pk))
        order = own.filter(pk=number, slug=self.definition.slug).first()
        if order is None:
            raise Http404
        return order

    def _waiting(self, request: HttpRequest, order: ListOrder) -> HttpResponse:
        context = {**self._context(request), "text": _in_words(order, clock.now())}
        return render(request, "lists/order_waiting.html", context)

    def _ready(self, request: HttpRequest, order: ListOrder) -> HttpResponse:
        context = {
            **self._context(request),
            "order": order,
            "count": f"{order.rows:,}",
            "file_url": query_url(request.GET, **{FILE: "1"}),
            # Once: a page that is opened again does not save the file again.
            "starts_by_itself": order.handed_at is None,
        }
        return render(request, "lists/order_ready.html", context)

    def _failed(self, request: HttpRequest, order: ListOrder) -> HttpResponse:
        context = {**self._context(request), "told": by_code(order.error), "order": order}
        return render(request, "lists/order_failed.html", context)

    def _context(self, request: HttpRequest) -> dict[str, object]:
        back = _list_url(request.GET) if Medium.SCREEN in self.media else ""
        return {"title": self.definition.title, "back_url": back}

    def _file(self, request: HttpRequest, order: ListOrder) -> HttpResponseBase:
        held = hand_over(order=order, record=partial(self.record, request), at=clock.now())
        content = io.BytesIO(held.content or b"")
        content.seek(0, io.SEEK_END)
        file = Download(
            output=output_of(held),
            content=content,
            content_type="application/pdf",
            ascii_name=held.ascii_name,
            warning="",
        )
        return file.response()


def _is_short(rows: int | None) -> bool:
    return rows is not None and rows <= rules.ROWS_AT_ONCE


def _refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    return render(request, "errors/refused.html", {"refusal": refusal}, status=409)


def _in_words(order: ListOrder, at: datetime) -> str:
    if order.started_at is None:
        return rules.queued_in_words(ahead=ListOrder.objects.ahead_of(order).count())
    return rules.running_in_words(rows=order.rows, started_at=order.started_at, at=at)


def _list_url(query: QueryDict) -> str:
    """Back to the screen with the same filter."""
    kept = query.copy()
    for name in (ORDER, FILE, "output"):
        kept.pop(name, None)
    return f"?{kept.urlencode()}"
