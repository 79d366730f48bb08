"""The steps of a page that is checked before it acts: entry → check → done, and back."""

from enum import StrEnum
from typing import Final

from django.http import HttpRequest
from django.views.decorators.http import require_http_methods

# HEAD is answered as GET.
entry_page: Final = require_http_methods(["GET", "HEAD", "POST"])
CONFLICT: Final = 409


class Step(StrEnum):
    """What the button that was pressed asks for; the value is the button's."""

    CHECK = "check"
    EXECUTE = "execute"
    BACK = "back"


def step_of(request: HttpRequest) -> Step:
    """Anything unknown is only checked, never executed."""
    asked = request.POST.get("step", "")
    return Step(asked) if asked in set(Step) else Step.CHECK
