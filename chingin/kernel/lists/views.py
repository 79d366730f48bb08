"""One URL, three media: `?output=` chooses, and the filter is the same for all.

A PDF of more than `orders.rules.ROWS_AT_ONCE` rows is made by a worker: the answer is the page of its order.
"""

from collections.abc import Callable, Collection
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Generic, TypeAlias

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from chingin.kernel import clock
from chingin.kernel.snapshot import one_snapshot

from .definition import CriteriaForm, ListDefinition, Row
from .download import download
from .edition import Edition, edition_of
from .media import Medium, Output
from .orders.pages import ORDER, Counter
from .screen import Link, Screen, query_url, screen

View: TypeAlias = Callable[..., HttpResponseBase]
Recorder: TypeAlias = Callable[[HttpRequest, Output], None]


def unrecorded(_request: HttpRequest, _output: Output) -> None:
    """For lists whose files nobody needs to know of."""


def list_view(
    definition: ListDefinition[Row],
    *,
    media: Collection[Medium] = tuple(Medium),
    record: Recorder = unrecorded,
) -> View:
    """The view of a list, to be guarded by its caller: `guard(list_view(L11))`. Media left out are 404.

    `record` hears of each finished file before it is sent; what it raises keeps the file here.
    """
    site = _Site(definition, media, record)

    @require_safe
    def view(request: HttpRequest, **arguments: object) -> HttpResponseBase:
        return site.respond(request, arguments)

    return view


@dataclass(frozen=True, slots=True)
class _Site(Generic[Row]):
    definition: ListDefinition[Row]
    media: Collection[Medium]
    record: Recorder

    def respond(self, request: HttpRequest, arguments: dict[str, object]) -> HttpResponseBase:
        medium = self._medium(request)
        if medium is Medium.PDF and ORDER in request.GET:
            return self._counter.show(request)
        form = self._criteria(request)
        if form and not form.is_valid():
            return self._wrong_criteria(request, form)
        asked = {"viewer": request.user, **arguments, **(form.cleaned_data if form else {})}
        edition = edition_of(self.definition, at=clock.now(), **asked)
        if medium is Medium.SCREEN:
            return self._screen(request, edition, form)
        ordered = self._counter.order(request, edition, arguments) if medium is Medium.PDF else None
        return ordered or self._file(request, edition, medium)

    @property
    def _counter(self) -> Counter[Row]:
        return Counter(self.definition, self.media, self.record)

    def _criteria(self, request: HttpRequest) -> CriteriaForm | None:
        criteria = self.definition.criteria
        return criteria(request.GET, viewer=request.user) if criteria else None

    def _medium(self, request: HttpRequest) -> Medium:
        asked = request.GET.get("output", Medium.SCREEN)
        if asked not in self.media:
            raise Http404
        return Medium(asked)

    def _wrong_criteria(self, request: HttpRequest, form: CriteriaForm) -> HttpResponse:
        """Whatever was asked for: the form with what is wrong, and no list rather than another one."""
        return _render(request, Screen(title=self.definition.title, form=form, outputs=()))

    def _screen(self, request: HttpRequest, edition: Edition[Row], form: CriteriaForm | None) -> HttpResponse:
        with one_snapshot():
            shown = screen(edition, form=form, query=request.GET, outputs=self._outputs(request))
        return _render(request, shown)

    def _outputs(self, request: HttpRequest) -> tuple[Link, ...]:
        return tuple(
            Link(medium.label, query_url(request.GET, output=medium))
            for medium in Medium
            if medium in self.media and medium is not Medium.SCREEN
        )

    def _file(self, request: HttpRequest, edition: Edition[Row], medium: Medium) -> HttpResponseBase:
        file = download(edition, medium)
        with ExitStack() as unrecorded_file:
            unrecorded_file.callback(file.content.close)
            self.record(request, file.output)
            unrecorded_file.pop_all()
        if file.warning:
            messages.warning(request, file.warning)
        return file.response()


def _render(request: HttpRequest, shown: Screen) -> HttpResponse:
    return render(request, "lists/screen.html", {"screen": shown, "form": shown.form})
