"""「エラーコード一覧」: a user reads out a code, and the bank's staff find what to do (CERT-11)."""

import re
from typing import Final

import pytest

from accounts.models import STAFF_ROLES, Role
from certificates.actions.issue import IssueFailed, issue
from certificates.error_codes import BLANK, entries
from certificates.vault import Vault
from chingin.kernel.messages import all_messages
from chingin.kernel.models import OperationLog
from tests.accounts.browsers import words
from tests.accounts.factories import PASSWORD, MasterFactory
from tests.accounts.staff_browsing import (
    AT,
    friday,  # noqa: F401  used by every test
    member_of_staff,
    staff_browser,
    staff_logged_in,
)
from tests.sources import ROOT

from .story import ADDRESS, come_to_issue

PAGE: Final = "/admin/certificates/certificate/error-codes/"


def codes(wanted: str = "") -> list[str]:
    return [entry.code for entry in entries(wanted)]


def test_every_message_of_the_catalogue_is_listed() -> None:
    assert codes() == [message.code for message in all_messages()]


@pytest.mark.parametrize(
    "wanted",
    ["E1221", "e1221", "Ｅ１２２１", " E1221 ", "E122 認証局が準備 init_ca", "E122 認証局が準備 ＩＮＩＴ"],
)
def test_a_code_is_found_in_whatever_width_or_by_words(wanted: str) -> None:
    assert codes(wanted) == ["E1221"]


def test_the_beginning_of_a_code_finds_its_kind() -> None:
    assert codes("E12") == [message.code for message in all_messages() if message.code.startswith("E12")]


def test_changing_parts_are_blanks() -> None:
    (entry,) = entries("E1201")

    assert f"有効期限は{BLANK}です。" in entry.cause
    assert not [entry for entry in entries() if "{" in entry.text + entry.cause + entry.remedy]


@pytest.mark.django_db
@pytest.mark.usefixtures("friday")
@pytest.mark.parametrize("role", STAFF_ROLES)
def test_every_member_of_staff_reads_it(role: Role) -> None:
    client = staff_logged_in(member_of_staff(role))

    assert f'href="{PAGE}"' in client.get("/admin/").content.decode()
    shown = words(client.get(PAGE, {"q": "E1226"}))
    assert "1件" in shown
    assert "rotate_issuing_ca" in shown
    assert "E1227" not in shown


@pytest.mark.django_db
@pytest.mark.usefixtures("friday")
def test_what_is_not_there_is_said_with_a_way_back() -> None:
    shown = staff_logged_in(member_of_staff(Role.BRANCH_STAFF)).get(PAGE, {"q": "<b>E1999"})

    assert "「&lt;b&gt;E1999」に当てはまるコードはありません。" in shown.content.decode()


@pytest.mark.django_db
def test_strangers_do_not_read_it() -> None:
    assert staff_browser().get(PAGE).status_code == 302


@pytest.mark.django_db
@pytest.mark.usefixtures("friday")
def test_it_changes_nothing() -> None:
    assert staff_logged_in(member_of_staff(Role.BRANCH_STAFF)).post(PAGE).status_code == 405


@pytest.mark.django_db
@pytest.mark.usefixtures("friday")
def test_a_failed_issue_is_found_in_the_operation_log_with_its_code(ca: Vault) -> None:
    """CERT-11: what the user reads out, who, and when."""
    user = MasterFactory.create(user_id="roukin01")
    flow = come_to_issue(user, at=AT)
    ca.issuing_key(1).unlink()
    with pytest.raises(IssueFailed):
        issue(flow=flow, password=PASSWORD, by=flow.actor(ADDRESS), at=AT)
    client = staff_logged_in(member_of_staff(Role.FEDERATION))
    entry = OperationLog.objects.get(event="certificates.issue_failed")

    listed = words(client.get("/admin/kernel/operationlog/", {"q": "発行失敗"}))
    shown = words(client.get(f"/admin/kernel/operationlog/{entry.pk}/change/"))

    assert "roukin01" in listed
    assert "E1222" in shown


DOCUMENTED: Final = re.compile(r"^\| (E12\d\d) \| (.+?) \| (.+?) \|$", re.MULTILINE)


def test_the_operator_s_guide_has_the_codes_of_certificates_as_the_catalogue_has_them() -> None:
    guide = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")

    known = [entry for entry in entries() if entry.code.startswith("E12")]
    assert DOCUMENTED.findall(guide) == [(entry.code, entry.cause, entry.remedy) for entry in known]
