"""The menu and the trail of a member's page, from the one registry of functions."""

from collections.abc import Callable, Iterable
from itertools import groupby

from django.urls import NoReverseMatch, ResolverMatch, reverse

from chingin.kernel.functions import Function, all_functions
from chingin.kernel.origins import Origin
from chingin.portal.frame import Link, MenuGroup

INFORMATION = "portal:information"


def url_of(view_name: str) -> str:
    """The page's path on the certificate origin; "" while this installation has no such page."""
    try:
        return reverse(view_name, urlconf=Origin.CERTIFICATE.urlconf)
    except NoReverseMatch:
        return ""


def menu(*, shows: Callable[[Function], bool], current: Function | None) -> tuple[MenuGroup, ...]:
    """The functions that a member sees and that have a page, under their headings."""
    entries = [(function, url_of(function.url_name)) for function in all_functions() if shows(function)]
    routed = [(function, url) for function, url in entries if url]
    return tuple(
        _group(label, members, current) for label, members in groupby(routed, key=lambda entry: entry[0].menu)
    )


def _group(label: str, entries: Iterable[tuple[Function, str]], current: Function | None) -> MenuGroup:
    links = tuple(Link(function.label, url, current=function is current) for function, url in entries)
    return MenuGroup(str(label), links, current=any(link.current for link in links))


def current_function(match: ResolverMatch | None) -> Function | None:
    """The function whose page this is, as its guard `function_page` says."""
    function_id = getattr(match.func, "function_id", None) if match is not None else None
    return next((function for function in all_functions() if function.id == function_id), None)


def trail(match: ResolverMatch | None, current: Function | None) -> tuple[Link, ...]:
    """インフォメーション > heading > function; nothing on pages that belong to no function."""
    if match is None or current is None:
        return ()
    url = "" if match.view_name == current.url_name else url_of(current.url_name)
    return (
        Link("インフォメーション", url_of(INFORMATION)),
        Link(str(current.menu), ""),
        Link(current.label, url),
    )
