"""Whatever list of a group leaves as a file is told to the operation log (操作ログ)."""

from collections.abc import Callable
from typing import Any, cast

from django.db.models import TextChoices
from django.http import HttpRequest

from chingin.kernel import clock
from chingin.kernel.functions import Function
from chingin.kernel.lists import ListDefinition
from chingin.kernel.lists.media import Medium, Output
from chingin.kernel.lists.views import Recorder
from deductions.groups.actions.outputs import record_output
from deductions.groups.guards import GroupRequest


def recorder(
    definition: ListDefinition[Any], *, event: TextChoices, function_of: Callable[[Medium], Function]
) -> Recorder:
    """For `list_view` under `group_page`. `function_of`: under which menu function a medium leaves."""
    labels = [column.label for column in definition.totalled]

    def record(request: HttpRequest, output: Output) -> None:
        asked = cast("GroupRequest", request)
        record_output(
            event=event,
            group=asked.group,
            function=function_of(output.medium),
            file_name=output.file_name,
            count=output.sum.count,
            totals=dict(zip(labels, output.sum.totals, strict=True)),
            by=asked.member.actor,
            at=clock.now(),
        )

    return record
