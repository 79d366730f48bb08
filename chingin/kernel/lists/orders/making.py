"""An order made into a file, outside of any transaction: it takes minutes."""

from collections.abc import Iterable, Mapping
from itertools import islice

from django.contrib.auth import get_user_model
from django.core.exceptions import ObjectDoesNotExist
from django.http import QueryDict

from chingin.kernel.errors import Refusal
from chingin.kernel.lists.definition import ListDefinition, Row
from chingin.kernel.lists.download import Download, download
from chingin.kernel.lists.edition import edition_of
from chingin.kernel.lists.media import Medium
from chingin.kernel.lists.walk import SlicedRows

from . import rules
from .actions import counted
from .arguments import JSON
from .known import by_slug
from .models import ListOrder
from .refusals import Lapsed, TooLarge


def size(rows: Iterable[Row], *, up_to: int) -> int | None:
    """How many rows; None for more than `up_to`, unless the database can tell without a walk."""
    if isinstance(rows, SlicedRows):
        return sum(section.sum.count for section in rows.sums(None))
    count = sum(1 for _ in islice(rows, up_to + 1))
    return count if count <= up_to else None


def make(order: ListOrder) -> Download | Refusal:
    """The file as its owner may see it now, dated by the request; or why there is none."""
    definition = by_slug(order.slug)
    try:
        asked = _asked(definition, order)
    except Lapsed as refusal:
        return refusal
    edition = edition_of(definition, at=order.requested_at, **asked)
    rows = size(edition.rows(), up_to=rules.MOST_ROWS)
    if rows is None or rows > rules.MOST_ROWS:
        return TooLarge()
    counted(order=order, rows=rows)
    return download(edition, Medium(order.medium))


def _asked(definition: ListDefinition[Row], order: ListOrder) -> Mapping[str, object]:
    try:
        viewer = get_user_model()._default_manager.get(pk=order.owner)
        arguments = definition.thaw(viewer=viewer, **order.arguments["url"])
    except ObjectDoesNotExist as gone:
        raise Lapsed from gone
    if not viewer.is_active:
        raise Lapsed
    return {"viewer": viewer, **arguments, **_criteria(definition, order.arguments["criteria"], viewer)}


def _criteria(definition: ListDefinition[Row], query: str, viewer: object) -> Mapping[str, object]:
    """Checked again: what a viewer may choose from can have changed."""
    if definition.criteria is None:
        return {}
    form = definition.criteria(QueryDict(query), viewer=viewer)
    if not form.is_valid():
        raise Lapsed
    return form.cleaned_data


def frozen_criteria(query: QueryDict, definition: ListDefinition[Row], viewer: object) -> str:
    """What a query string says of the criteria, and nothing else, always in one order."""
    kept = QueryDict(mutable=True)
    if definition.criteria is not None:
        for name in definition.criteria(query, viewer=viewer).fields:
            kept.setlist(name, query.getlist(name))
    return kept.urlencode()


def frozen_arguments(
    definition: ListDefinition[Row], *, query: QueryDict, viewer: object, url: Mapping[str, object]
) -> dict[str, JSON]:
    """All that a list is made from, as `make` reads it back."""
    return {"url": definition.freeze(**url), "criteria": frozen_criteria(query, definition, viewer)}
