"""The pages that a cycle's lists (帳票) share: choose the cycle, look at a list, print it, export it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from django.db.models import TextChoices
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.guards import function_page
from accounts.models import User
from accounts.views.refusals import refusals_in_words
from chingin.kernel import clock
from chingin.kernel.functions import Function
from chingin.kernel.lists import ListDefinition
from chingin.kernel.lists.media import Medium
from chingin.kernel.lists.queried import sum_of
from chingin.kernel.lists.screen import Link
from chingin.kernel.lists.views import Recorder, list_view
from deductions.groups.chosen import cycle_of, cycle_of_group, cycles_offered
from deductions.groups.guards import GroupRequest, group_page
from deductions.groups.models import Cycle
from deductions.groups.recording import recorder

View: TypeAlias = Callable[..., HttpResponseBase]
PAPER: Final = (Medium.SCREEN, Medium.PDF)
DATA: Final = (Medium.CSV, Medium.CSV_UTF8)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One list of a page. `name`: in URLs; `about`: one sentence."""

    name: str
    definition: ListDefinition[Any]
    about: str


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
    `waits_for_deadline`: what is printed goes to somebody who counts on it; before 更新締切 the page warns.
    `counts`: how many rows each entry has, for lists that can be counted together; else each is asked.
    """

    namespace: str
    printing: Function
    exporting: Function
    event: TextChoices
    entries: Sequence[Entry]
    waits_for_deadline: bool = False
    counts: Callable[..., Sequence[int]] | None = None

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
            return way(request, cycle=cycle_of_group(request, cycle))

        return function_page(self.printing)(group_page(view))

    def exported(self, entry: Entry) -> View:
        """One list as CSV."""
        data = list_view(entry.definition, media=DATA, record=self._recorder(entry))

        def view(request: GroupRequest, cycle: int) -> HttpResponseBase:
            return data(request, cycle=cycle_of_group(request, cycle))

        return function_page(self.exporting)(group_page(view))

    def _index(self, function: Function, links: Callable[[Entry, Cycle], tuple[Link, ...]]) -> View:
        @require_safe
        @group_page
        @refusals_in_words
        def view(request: GroupRequest) -> HttpResponse:
            cycle = cycle_of(request)
            context = {
                "function": function,
                "cycles": cycles_offered(request, chosen=cycle),
                "cycle": cycle,
                "is_draft": self.waits_for_deadline and cycle.may_still_change(at=clock.now()),
                "shelves": tuple(self._shelves(request, cycle, links)),
            }
            return render(request, "groups/cycle_lists.html", context)

        return function_page(function)(view)

    def _shelves(
        self, request: GroupRequest, cycle: Cycle, links: Callable[[Entry, Cycle], tuple[Link, ...]]
    ) -> Iterator[Shelf]:
        for entry, count in zip(self.entries, self._counted(request.member.user, cycle), strict=True):
            yield Shelf(entry.definition.title, entry.about, f"{count:,}件", links(entry, cycle))

    def _counted(self, viewer: User, cycle: Cycle) -> Sequence[int]:
        if self.counts:
            return self.counts(viewer=viewer, cycle=cycle)
        return [sum_of(entry.definition, viewer=viewer, cycle=cycle).count for entry in self.entries]

    def _paper_links(self, entry: Entry, cycle: Cycle) -> tuple[Link, ...]:
        url = self._url(entry.name, cycle)
        return Link(Medium.SCREEN.label, url), Link(Medium.PDF.label, f"{url}?output={Medium.PDF}")

    def _data_links(self, entry: Entry, cycle: Cycle) -> tuple[Link, ...]:
        url = self._url(f"{entry.name}_export", cycle)
        return tuple(Link(medium.label, f"{url}?output={medium}") for medium in DATA)

    def _url(self, name: str, cycle: Cycle) -> str:
        return reverse(f"{self.namespace}:{name}", kwargs={"cycle": cycle.pk})

    def _recorder(self, entry: Entry) -> Recorder:
        return recorder(entry.definition, event=self.event, function_of=self._function_of)

    def _function_of(self, medium: Medium) -> Function:
        return self.exporting if medium in DATA else self.printing
