"""Why an ordered list is not made; what the person reads stands in the kernel's catalogue."""

from chingin.kernel import catalogue
from chingin.kernel.errors import Refusal


class TooManyOrders(Refusal):
    """The person waits for as many lists as one may."""

    message = catalogue.TOO_MANY_LISTS


class NotMade(Refusal):
    """An error of ours, or workers that died of it."""

    message = catalogue.LIST_NOT_MADE


class TooLarge(Refusal):
    """More rows than one PDF can hold."""

    message = catalogue.LIST_TOO_LARGE


class NotOrdered(Refusal):
    """Too long for a web worker, and no worker would find it: a mistake of ours (kernel.E001)."""

    message = catalogue.LIST_NOT_ORDERED


class Lapsed(Refusal):
    """The viewer, or what was to be seen, is no longer there."""

    message = catalogue.LIST_LAPSED
