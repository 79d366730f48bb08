"""What the tests of access share: the doors."""

from tests.portal.doors import doors

__all__ = ["doors"]
