"""Every page of an origin, found by walking its urlconf, so that none is forgotten."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from chingin.kernel.origins import Origin


@dataclass(frozen=True, slots=True)
class Page:
    """One URL pattern: its name, the names of its arguments, and what its view says of itself."""

    origin: Origin
    name: str
    arguments: tuple[str, ...]
    is_open: bool
    function_id: str
    changes: bool

    def url(self, **known: str | int) -> str:
        """The address with these arguments."""
        kwargs = {name: known[name] for name in self.arguments}
        return reverse(self.name, urlconf=self.origin.urlconf, kwargs=kwargs)

    def __str__(self) -> str:
        return self.name


def pages_of(origin: Origin) -> list[Page]:
    """All pages of this origin in the order of the urlconf."""
    return [
        _page(origin, name, pattern) for name, pattern in _walk(get_resolver(origin.urlconf).url_patterns)
    ]


def _walk(patterns: Sequence[URLPattern | URLResolver], inside: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            yield f"{inside}{pattern.name}", pattern
        else:
            namespace = f"{pattern.namespace}:" if pattern.namespace else ""
            yield from _walk(pattern.url_patterns, inside + namespace)


def _page(origin: Origin, name: str, pattern: URLPattern) -> Page:
    view = pattern.callback
    return Page(
        origin=origin,
        name=name,
        arguments=tuple(pattern.pattern.converters),
        is_open=not getattr(view, "login_required", True),
        function_id=getattr(view, "function_id", ""),
        changes=getattr(view, "changes", False),
    )
