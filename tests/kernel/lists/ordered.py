"""A list that workers know, and orders of it, for the tests of lists made by a worker."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from django import forms
from django.http import HttpRequest
from django.test import RequestFactory

from accounts.models import User
from chingin.kernel.clock import JST
from chingin.kernel.lists import CriteriaForm, ListDefinition
from chingin.kernel.lists.media import Medium
from chingin.kernel.lists.orders import known
from chingin.kernel.lists.orders.actions import Wish, begin, order_list
from chingin.kernel.lists.orders.arguments import JSON
from chingin.kernel.lists.orders.models import ListOrder
from tests.accounts.factories import MasterFactory

from .deductions import REQUESTS, Deduction, many

AT = datetime(2026, 11, 4, 9, 30, 5, tzinfo=JST)
LATER = AT + timedelta(minutes=2)


class BrokenList(Exception):
    """What a mistake in a list's own code raises."""


class AmountForm(CriteriaForm):
    at_least = forms.IntegerField(label="控除金額(下限)", min_value=0, required=False)


def listed(*, viewer: User, count: int = 3, at_least: int | None = None) -> Iterator[Deduction]:
    """So many rows as the URL says; a negative count is a mistake in the list."""
    assert isinstance(viewer, User)
    if count < 0:
        raise BrokenList
    return (row for row in many(count) if row.amount >= (at_least or 0))


ORDERED: ListDefinition[Deduction] = replace(REQUESTS, slug="T01", rows=listed, criteria=AmountForm)
known.register(ORDERED)


def master() -> User:
    return MasterFactory.create()


def wish(owner: User, *, count: int = 3, criteria: str = "") -> Wish:
    arguments: dict[str, JSON] = {"url": {"count": count}, "criteria": criteria}
    return Wish(owner=str(owner.pk), slug=ORDERED.slug, medium=Medium.PDF, arguments=arguments)


def placed(owner: User, *, count: int = 3, criteria: str = "", at: datetime = AT) -> ListOrder:
    """An order that waits; in a test's transaction no worker hears of it."""
    return order_list(wish=wish(owner, count=count, criteria=criteria), rows=None, at=at)


def begun(owner: User, *, count: int = 3, at: datetime = AT) -> ListOrder:
    order = begin(order_id=str(placed(owner, count=count, at=at).pk), at=at)
    assert order
    return order


def request_of(user: User, query: str) -> HttpRequest:
    request = RequestFactory().get(f"/lists/T01/?{query}")
    request.user = user
    return request
