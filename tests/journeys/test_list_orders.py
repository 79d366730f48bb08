"""A list made by the real worker: ordered in one process, made in another, kept in PostgreSQL."""

import base64
import io

import pypdf
import pytest

from tests.services.stack import Stack

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys"), pytest.mark.enable_socket]

# A master orders the operation log on paper, as the page of a list would, and waits for it.
ORDER = """
import base64, time
from accounts.actions import contracts
from accounts.actions.registration import UserEntry, register_master
from accounts.models import Branch
from accounts.subscriptions import Subscription
from chingin.kernel import clock
from chingin.kernel.actors import SYSTEM
from chingin.kernel.lists.media import Medium
from chingin.kernel.lists.orders.actions import Wish, order_list
contract = contracts.register_contract(entry=contracts.ContractEntry(number="24680011",
    branch=Branch.objects.earliest("pk"), name="やまて労働組合", name_kana="ﾔﾏﾃﾛｳﾄﾞｳｸﾐｱｲ",
    subscription=Subscription(kind="MEMBER", rokin_collection="LUMP_DEPOSIT", rokin_access="WEB_UPDATE")),
    by=SYSTEM, at=clock.now())
contracts.set_initial_password(contract=contract, password="Yamate1@", by=SYSTEM, at=clock.now())
entry = UserEntry(user_id="yamate01", name="山手　太郎", mail="taro@yamate.test", password="Yamate#2026")
owner = register_master(contract=contract, entry=entry, address="192.0.2.1", at=clock.now())
wish = Wish(owner=str(owner.pk), slug="L30", medium=Medium.PDF, arguments={"url": {}, "criteria": ""})
order = order_list(wish=wish, rows=None, at=clock.now())
asked = order.state
until = time.monotonic() + 120
while order.is_open and time.monotonic() < until:
    time.sleep(0.2)
    order.refresh_from_db()
print(asked, order.state, order.attempts, order.rows, order.error or "-",
    base64.b64encode(order.content or b"").decode())
"""


def test_the_worker_makes_the_list_that_a_page_ordered(stack: Stack) -> None:
    asked, state, attempts, rows, error, content = stack.manage("shell", "--no-imports", "-c", ORDER).split()

    assert (asked, state, attempts, error) == ("QUEUED", "DONE", "1", "-")
    reader = pypdf.PdfReader(io.BytesIO(base64.b64decode(content)))
    text = "".join("".join(page.extract_text().split()) for page in reader.pages)
    assert "契約24680011やまて労働組合" in text
    assert f"合計{rows}件" in text
    assert "yamate01" in text
