"""The pages that a cycle's lists (帳票) share: choose the cycle, look at a list, print it, export it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias, cast

from django.db.models import TextChoices
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.guards import function_page
from chingin.kernel import clock
from chingin.kernel.functions import Function
from chingin.kernel.lists import ListDefinition
from chingin.kernel.lists.media import Medium, Output
from chingin.kernel.lists.queried import sum_of
from chingin.kernel.lists.screen import Link
from chingin.kernel.lists.views import Recorder, list_view
from chingin.kernel.messages import Message
from deductions.groups.actions.outputs import record_output
from deductions.groups.guards import GroupRequest, group_page
from deductions.groups.models import Cycle

View: TypeAlias = Callable[..., HttpResponseBase]
PAPER: Final = (Medium.SCREEN, Medium.PDF)
DATA: Final = (Medium.CSV, Medium.CSV_UTF8)
# Five years of months with their bonuses.
_CYCLES_OFFERED: Final = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One list of a page. `name`: in URLs; `about`: one sentence; `needs`: what a contract must have."""

    name: str
    definition: ListDefinition[Any]
    about: str
    needs: frozenset[str] = field(default_factory=frozenset)

    def is_for(self, request: GroupRequest) -> bool:
        """Whether this contract has the list at all."""
        return self.needs <= request.member.contract.capabilities


@dataclass(frozen=True, slots=True)
class Shelf:
    """One list as the page shows it, with the ways to it."""

    title: str
    about: str
    count: str
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CycleLists:
    """The lists that one menu function prints and another exports.

    URL names: `<namespace>:<name>` of a list to look at and print, `<namespace>:<name>_export` of its data.
    """

    namespace: str
    printing: Function
    exporting: Function
    event: TextChoices
    not_yet: Message
    entries: Sequence[Entry]

    def print_index(self) -> View:
        """The lists of a cycle, each with its count, to look at and to print."""
        return self._index(self.printing, self._paper_links)

    def export_index(self) -> View:
        """The same lists as data."""
        return self._index(self.exporting, self._data_links)

    def printed(self, entry: Entry) -> View:
        """One list on the screen and as PDF; as CSV too for those who may export."""
        paper = list_view(entry.definition, media=PAPER, record=self._recorder(entry))
        all_media = list_view(entry.definition, record=self._recorder(entry))

        def view(request: GroupRequest, cycle: int) -> HttpResponseBase:
            way = all_media if request.member.may_see(self.exporting) else paper
            return way(request, cycle=_cycle(request, entry, cycle))

        return function_page(self.printing)(group_page(view))

    def exported(self, entry: Entry) -> View:
        """One list as CSV."""
        data = list_view(entry.definition, media=DATA, record=self._recorder(entry))

        def view(request: GroupRequest, cycle: int) -> HttpResponseBase:
            return data(request, cycle=_cycle(request, entry, cycle))

        return function_page(self.exporting)(group_page(view))

    def _index(self, function: Function, links: Callable[[Entry, Cycle], tuple[Link, ...]]) -> View:
        @require_safe
        def view(request: GroupRequest) -> HttpResponse:
            cycles = request.group.cycles.newest_first()[:_CYCLES_OFFERED]
            chosen = _chosen(request) if request.GET.get("cycle") else next(iter(cycles), None)
            context = {
                "function": function,
                "cycles": cycles,
                "chosen": chosen,
                "not_yet": self.not_yet,
                "shelves": tuple(self._shelves(request, chosen, links)) if chosen else (),
            }
            return render(request, "groups/cycle_lists.html", context)

        return function_page(function)(group_page(view))

    def _shelves(
        self, request: GroupRequest, cycle: Cycle, links: Callable[[Entry, Cycle], tuple[Link, ...]]
    ) -> Iterator[Shelf]:
        for entry in self.entries:
            if entry.is_for(request):
                found = sum_of(entry.definition, viewer=request.member.user, cycle=cycle)
                yield Shelf(entry.definition.title, entry.about, f"{found.count:,}件", links(entry, cycle))

    def _paper_links(self, entry: Entry, cycle: Cycle) -> tuple[Link, ...]:
        url = self._url(entry.name, cycle)
        return Link(Medium.SCREEN.label, url), Link(Medium.PDF.label, f"{url}?output={Medium.PDF}")

    def _data_links(self, entry: Entry, cycle: Cycle) -> tuple[Link, ...]:
        url = self._url(f"{entry.name}_export", cycle)
        return tuple(Link(medium.label, f"{url}?output={medium}") for medium in DATA)

    def _url(self, name: str, cycle: Cycle) -> str:
        return reverse(f"{self.namespace}:{name}", kwargs={"cycle": cycle.pk})

    def _recorder(self, entry: Entry) -> Recorder:
        labels = [column.label for column in entry.definition.totalled]

        def record(request: HttpRequest, output: Output) -> None:
            asked = cast("GroupRequest", request)
            record_output(
                event=self.event,
                group=asked.group,
                function=self.exporting if output.medium in DATA else self.printing,
                file_name=output.file_name,
                count=output.sum.count,
                totals=dict(zip(labels, output.sum.totals, strict=True)),
                by=asked.member.actor,
                at=clock.now(),
            )

        return record


def _chosen(request: GroupRequest) -> Cycle:
    """What `?cycle=` names; another group's is 404."""
    asked = request.GET["cycle"]
    if not (asked.isascii() and asked.isdigit() and len(asked) < 19):
        raise Http404
    return _of_group(request, int(asked))


def _cycle(request: GroupRequest, entry: Entry, pk: int) -> Cycle:
    if not entry.is_for(request):
        raise Http404
    return _of_group(request, pk)


def _of_group(request: GroupRequest, pk: int) -> Cycle:
    cycle: Cycle = get_object_or_404(request.group.cycles, pk=pk)
    return cycle
