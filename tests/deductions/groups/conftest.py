"""What the tests of groups share: the doors."""

from tests.portal.doors import doors

__all__ = ["doors"]
