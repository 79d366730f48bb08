"""A request of a logged-in member of the bank's staff (労金職員)."""

from django.http import HttpRequest

from chingin.kernel.actors import Actor


def actor_of(request: HttpRequest) -> Actor:
    """The `by=` of every action on the staff origin; BranchAdminSite set it when it let the person in."""
    actor: Actor = request.staff  # type: ignore[attr-defined]  # set by BranchAdminSite.admin_view
    return actor


def role_of(request: HttpRequest) -> str:
    """The role of the person, as accounts.models.Role names it; "" for who is not logged in."""
    return str(getattr(request.user, "role", ""))
