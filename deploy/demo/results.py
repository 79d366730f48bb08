"""What the demo's bank answers of the deductions it asked for (控除結果), to groups of 賃金控除.

The answers follow the lines as they stand, also where somebody has changed them on the web.
"""

import random
from collections.abc import Iterator
from datetime import date
from typing import Final

from chingin.kernel.corefile.writing import OutgoingSet
from deductions.company.exchange import ResultLine
from deductions.company.senders import header_of
from deductions.groups.models import Cycle
from deductions.rokin.models import DeductionLine

# Of a hundred results, so many go wrong; the last ones only in the name.
_FATES: Final = (("3", "01"), ("3", "11"), ("3", "12"), ("2", "01"), ("2", "14"), ("4", ""))
_OTHER_NAME: Final = 94


def unanswered(on: date) -> Iterator[Cycle]:
    """Cycles whose results are due and not there yet."""
    due = Cycle.objects.filter(results_on__lte=on, results__isnull=True)
    exchanging = due.filter(group__contract__rokin_collection="WAGE_EXCHANGE")
    yield from exchanging.select_related("group__contract__branch__bank").order_by("deposit_date", "pk")


def answers(cycle: Cycle) -> OutgoingSet:
    """One result for each line that asks for something and has a key of the bank's."""
    header = header_of(cycle, kind="11", created_on=cycle.results_on, serial=f"{cycle.pk:010}")
    lines = DeductionLine.objects.filter(cycle=cycle, amount__gt=0).exclude(line_key="")
    return OutgoingSet(header, [_answer(line, cycle) for line in lines.order_by("line_key")])


def _answer(line: DeductionLine, cycle: Cycle) -> ResultLine:
    dice = random.Random(f"{cycle.month} {line.line_key}").randrange(100)  # noqa: S311  nothing secret about it
    goes_wrong = dice < len(_FATES) and line.amount > 1  # a single yen has no part
    outcome, reason = _FATES[dice] if goes_wrong else ("1", "")
    collected = {"1": line.amount, "2": line.amount // 2}.get(outcome, 0)
    return ResultLine(
        employee_number=line.employee_number,
        name_kana=_name(line.name_kana, dice),
        line_key=line.line_key,
        branch=line.branch,
        subject=line.subject,
        account_number=line.account_number,
        requested=line.amount,
        collected=collected,
        outcome=outcome,
        reason=reason,
        posted_on=cycle.deposit_date if collected else None,
        balance=max(line.balance + (collected if line.kind == "S" else -collected), 0),
        target="R",
        item="",
    )


def _name(kana: str, dice: int) -> str:
    """Now and then the other side writes a name differently."""
    if dice < _OTHER_NAME:
        return kana
    family, _, given = kana.partition(" ")
    ways = (f"{family}{given}", kana.replace("ﾞ", ""), f"ﾔﾏﾀﾞ {given}")
    return ways[dice % len(ways)]
