"""企業宛控除依頼書出力 (DED-6), 企業宛控除依頼データエクスポート (DED-7)."""

from collections.abc import Sequence
from typing import Final

from accounts.models import User
from deductions.company.asked import people
from deductions.company.events import Event
from deductions.company.functions import COMPANY_EXPORT, COMPANY_REQUEST
from deductions.company.lists import ALL, CHANGED
from deductions.groups.cycle_lists import CycleLists, Entry
from deductions.groups.models import Cycle


def _counts(*, viewer: User, cycle: Cycle) -> Sequence[int]:
    """全件, 異動分, told by one pass over the lines."""
    found = people(viewer=viewer, cycle=cycle)
    return found.listed, found.changed


LISTS: Final = CycleLists(
    namespace="company",
    printing=COMPANY_REQUEST,
    exporting=COMPANY_EXPORT,
    event=Event.REQUEST_EXPORTED,
    waits_for_deadline=True,
    counts=_counts,
    entries=(
        Entry(
            name="request_all",
            definition=ALL,
            about="控除のある全職員(解除を含む)を、1人1行で企業へ依頼します。口座番号と残高は出力しません。",
        ),
        Entry(
            name="request_changed",
            definition=CHANGED,
            about="控除額の合計が前回と異なる職員だけを、企業へ依頼します。",
        ),
    ),
)
request_lists = LISTS.print_index()
request_export = LISTS.export_index()
