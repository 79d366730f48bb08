"""Pages after login as a browser would get them: a member, an employer, a union of several groups."""

from collections.abc import Generator
from contextlib import contextmanager
from datetime import timedelta
from enum import Enum
from typing import Final

import pytest

from accounts.models import Contract
from chingin.portal import sections
from chingin.portal.models import News
from chingin.portal.sections import Kind, LatestReception, ReceptionSource, ScheduleSource, Step
from tests.accounts.browsers import logged_in
from tests.accounts.factories import ContractFactory, MasterFactory
from tests.deductions.groups.factories import DepositGroupFactory
from tests.portal.doors import FRIDAY, open_doors


class Who(Enum):
    """Whose page it is."""

    UNION = "union"
    UNION_OF_GROUPS = "union of groups"
    UNION_THAT_RECEIVED = "union that received"
    EMPLOYER = "employer"


STEPS: Final = (
    Step("労金控除明細の確認", "完了", Kind.DONE, "公開 11月2日(月)"),
    Step("明細の更新", "受付中", Kind.NOW, "更新締切 11月24日(火) 20:00", "/"),
    Step("まとめ入金確定・送信", "まだ始められません", Kind.LATER, "11月25日(水) 15:00"),
)


def member_page(path: str, *, who: Who = Who.UNION) -> str:
    """The page at the second login of the contract's master, with news on it."""
    with open_doors():
        contract = _contract(who)
        bank = contract.branch.bank
        News.objects.create(title="年末年始のご利用時間", body="12月31日から", published_from=FRIDAY)
        News.objects.create(title="メンテナンスは終了しました", bank=bank, published_from=FRIDAY)
        master = MasterFactory.create(contract=contract, last_login=FRIDAY - timedelta(days=1))
        with _plugged_in(received=who is Who.UNION_THAT_RECEIVED):
            return logged_in(master).get(path).content.decode()


@contextmanager
def _plugged_in(*, received: bool) -> Generator[None]:
    """What the apps would tell."""
    schedule: dict[str, ScheduleSource] = {"ROKIN_DEDUCTION": lambda viewer: STEPS}
    reception: dict[str, ReceptionSource] = {
        "GROUP_SAVINGS": lambda viewer: LatestReception(FRIDAY, "2026年11月分 1,203件", "/")
    }
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sections, "_schedule_sources", schedule if received else {})
        patch.setattr(sections, "_reception_sources", reception if received else {})
        yield


def _contract(who: Who) -> Contract:
    if who is Who.EMPLOYER:
        return ContractFactory.create(employer=True)
    contract = ContractFactory.create()
    names = ["本社支部", "工場支部", "研究所支部"] if who is Who.UNION_OF_GROUPS else ["本社支部"]
    for name in names:
        DepositGroupFactory.create(contract=contract, name=name)
    return contract
