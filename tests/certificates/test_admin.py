"""The register on the staff origin: what the bank's staff find, read, and end (BNK-2, CERT-12, CERT-13)."""

from datetime import date, timedelta
from typing import Final

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Branch, Role, User
from certificates.admin.standing import Standing
from certificates.models import Certificate, FlowState, Reason, Revocation
from certificates.staff_forms import OCCASIONS
from chingin.kernel.models import OperationLog
from tests.accounts.browsers import words
from tests.accounts.factories import BranchFactory, ContractFactory, MasterFactory
from tests.accounts.staff_browsing import (
    AT,
    friday,  # noqa: F401  used by every test
    member_of_staff,
    staff_logged_in,
)

from .factories import CertificateFactory, FirstUseFactory, FlowFactory, NoticeFactory, RevocationFactory
from .story import events

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("friday", "ca")]

LIST: Final = "/admin/certificates/certificate/"
TODAY: Final = AT.date()
DAY: Final = timedelta(days=1)
REQUEST: Final = {
    "occasion": "パソコンの変更",
    "paper": "電子証明書失効依頼書",
    "receiver": "窓口花子",
    "reason": "新しいパソコンに交換",
}


@pytest.fixture
def branch() -> Branch:
    return BranchFactory.create()


@pytest.fixture
def client(branch: Branch) -> Client:
    return staff_logged_in(member_of_staff(Role.BRANCH_STAFF, branch))


@pytest.fixture
def user(branch: Branch) -> User:
    contract = ContractFactory.create(branch=branch, number="12345678", name="試験労働組合")
    return MasterFactory.create(user_id="roukin01", name="労金太郎", contract=contract)


@pytest.fixture
def certificate(user: User) -> Certificate:
    return CertificateFactory.create(user=user, serial="0A" * 20)


def page(certificate: Certificate, name: str = "change") -> str:
    return f"{LIST}{certificate.pk}/{name}/"


def found(client: Client, **query: str) -> list[str]:
    """The user IDs that the list shows."""
    answer = client.get(LIST, query)
    return [certificate.common_name for certificate in answer.context["cl"].result_list]


def standing(client: Client, certificate: Certificate) -> str:
    answer = client.get(LIST, {"q": certificate.serial})
    (row,) = answer.context["cl"].result_list
    return str(row.standing)


@pytest.mark.parametrize("wanted", ["roukin01", "ROUKIN01", "12345678", "0A" * 20, "0a0a0a0a"])
def test_a_certificate_is_found_by_user_contract_or_serial(
    wanted: str, client: Client, certificate: Certificate, branch: Branch
) -> None:
    other = ContractFactory.create(branch=branch, number="87654321")
    CertificateFactory.create(user=MasterFactory.create(user_id="betsu001", contract=other))

    assert found(client, q=wanted) == ["roukin01"]


def test_the_list_says_whose_until_when_how_it_stands_and_since_when_it_is_used(
    client: Client, certificate: Certificate
) -> None:
    FirstUseFactory.create(certificate=certificate)

    shown = words(client.get(LIST))

    for part in ("roukin01", "12345678", "0A" * 20, "2027年11月20日", "有効", "2026年11月20日 12時00分"):
        assert part in shown


@pytest.mark.parametrize(
    ("issued_on", "wanted"),
    [
        (TODAY, Standing.VALID),
        (TODAY - 334 * DAY, Standing.VALID),  # D - 31
        (TODAY - 335 * DAY, Standing.RENEWABLE),  # D - 30
        (TODAY - 365 * DAY, Standing.RENEWABLE),  # D
        (TODAY - 366 * DAY, Standing.EXPIRED),
    ],
)
def test_the_standing_follows_the_days_cert_6(
    issued_on: date, wanted: Standing, client: Client, user: User
) -> None:
    assert standing(client, CertificateFactory.create(user=user, issued_on=issued_on)) == wanted


@pytest.mark.parametrize("age", [0, 366])
@pytest.mark.parametrize(
    ("reason", "wanted"),
    [
        (Reason.SUPERSEDED, Standing.REPLACED),
        (Reason.BANK_REQUEST, Standing.REVOKED),
        (Reason.COMPROMISED, Standing.REVOKED),
        (Reason.USER_DELETED, Standing.REVOKED),
    ],
)
def test_what_was_ended_stays_so_past_its_days(
    reason: Reason, wanted: Standing, age: int, client: Client, user: User
) -> None:
    certificate = CertificateFactory.create(user=user, issued_on=TODAY - age * DAY)
    RevocationFactory.create(certificate=certificate, reason=reason)

    assert standing(client, certificate) == wanted


@pytest.mark.parametrize(
    ("state", "wanted"),
    [(FlowState.ISSUED, Standing.NEVER_DOWNLOADED), (FlowState.DOWNLOADED, Standing.VALID)],
)
def test_a_file_that_never_left_the_server_is_told(
    state: FlowState, wanted: Standing, client: Client, certificate: Certificate
) -> None:
    FlowFactory.create(user=certificate.user, certificate=certificate, state=state, code_is_due=False)

    assert standing(client, certificate) == wanted
    said = "まだ" if wanted is Standing.NEVER_DOWNLOADED else "済み"
    assert f'<div class="readonly">{said}</div>' in client.get(page(certificate)).content.decode()


def test_a_renewed_one_is_not_renewable_again_while_the_new_one_waits_cert_7(
    client: Client, user: User
) -> None:
    old = CertificateFactory.create(user=user, issued_on=TODAY - 340 * DAY)
    CertificateFactory.create(user=user, ordinal=2, issued_on=TODAY)

    assert standing(client, old) == Standing.VALID


def test_a_deleted_user_s_certificate_counts_as_revoked_cert_12(
    client: Client, certificate: Certificate
) -> None:
    certificate.user.deleted_at = AT
    certificate.user.save()

    assert standing(client, certificate) == Standing.REVOKED
    shown = client.get(page(certificate)).content.decode()
    assert "(削除済み)" in shown
    assert f"/admin/accounts/user/{certificate.user.pk}/" not in shown


def test_the_list_is_filtered_by_standing(client: Client, certificate: Certificate, branch: Branch) -> None:
    other = MasterFactory.create(user_id="owari001", contract=ContractFactory.create(branch=branch))
    RevocationFactory.create(certificate=CertificateFactory.create(user=other))

    assert found(client, standing="revoked") == ["owari001"]
    assert found(client, standing="valid") == ["roukin01"]
    assert found(client, standing="expired") == []
    assert len(found(client)) == 2


@pytest.mark.parametrize("lookup", ["pem__contains", "user__password__startswith", "standing__in"])
def test_no_other_field_can_be_asked_for(lookup: str, client: Client) -> None:
    assert client.get(LIST, {lookup: "a"}).status_code == 400


def test_the_page_tells_the_register_and_what_became_of_it(client: Client, certificate: Certificate) -> None:
    FirstUseFactory.create(certificate=certificate)
    NoticeFactory.create(certificate=certificate)
    RevocationFactory.create(certificate=certificate)

    shown = words(client.get(page(certificate)))

    for part in (
        certificate.fingerprint,
        "2027年10月21日から",
        "試験労働組合",
        "<div>2026年11月20日 12時00分 有効期限のお知らせ</div>",
        "2026年11月20日 12時00分 失効依頼(操作者: bank0001)",
    ):
        assert part in shown


def test_what_has_not_happened_is_a_dash(client: Client, certificate: Certificate) -> None:
    shown = client.get(page(certificate)).content.decode()

    assert shown.count('<div class="readonly">-</div>') == 3  # first use, revocation, notices


def test_the_user_s_page_leads_to_the_certificates_and_back(client: Client, certificate: Certificate) -> None:
    of_user = f"/admin/accounts/user/{certificate.user.pk}/change/"

    assert f'href="{LIST}?q=roukin01"' in client.get(of_user).content.decode()
    assert f'href="{of_user}"' in client.get(page(certificate)).content.decode()


def test_staff_have_no_certificates_to_lead_to(branch: Branch) -> None:
    staff = member_of_staff(Role.BANK_STAFF, branch)

    shown = staff_logged_in(staff).get(f"/admin/accounts/user/{staff.pk}/change/")

    assert LIST not in shown.content.decode()


@pytest.mark.parametrize("occasion", OCCASIONS)
def test_a_certificate_is_revoked_on_a_received_form_bnk_2(
    occasion: str, client: Client, certificate: Certificate
) -> None:
    """CERT-12, CERT-13: register, operation log with the grounds, and a word to who did it."""
    answer = client.post(page(certificate, "revoke"), REQUEST | {"occasion": occasion})

    assert answer["Location"] == page(certificate)
    revocation = Revocation.objects.get()
    assert (revocation.certificate, revocation.reason, revocation.at) == (
        certificate,
        OCCASIONS[occasion],
        AT,
    )
    assert {"revoked", "revocation_requested"} <= set(events())
    entry = OperationLog.objects.get(event="certificates.revocation_requested")
    assert entry.chain == "contract:12345678"
    assert entry.detail == {
        "serial": certificate.serial,
        "paper": "電子証明書失効依頼書",
        "receiver": "窓口花子",
        "reason": f"{occasion}: 新しいパソコンに交換",
    }
    shown = words(client.get(page(certificate)))
    assert "電子証明書を失効しました。" in shown
    assert standing(client, certificate) == Standing.REVOKED


def test_only_a_feared_theft_counts_as_compromised() -> None:
    compromised = [words for words, reason in OCCASIONS.items() if reason is Reason.COMPROMISED]

    assert compromised == ["漏えい・盗難のおそれ"]


def test_the_form_says_what_will_happen_and_has_the_right_paper_chosen(
    client: Client, certificate: Certificate
) -> None:
    shown = client.get(page(certificate, "revoke")).content.decode()

    assert "元には戻せません。" in shown
    assert '<option value="ログインID/パスワード初期化・電子証明書失効等依頼書" selected>' in shown
    assert "roukin01" in shown


@pytest.mark.parametrize("missing", REQUEST)
def test_without_its_grounds_nothing_is_revoked_bnk_2(
    missing: str, client: Client, certificate: Certificate
) -> None:
    answer = client.post(page(certificate, "revoke"), REQUEST | {missing: ""})

    assert answer.status_code == 200
    assert "staff-field--error" in answer.content.decode()
    assert not Revocation.objects.exists()


def test_two_who_press_at_once_revoke_once(client: Client, certificate: Certificate) -> None:
    """The second is told when and why it ended, and leaves no grounds behind."""
    RevocationFactory.create(certificate=certificate)
    before = events()

    answer = client.post(page(certificate, "revoke"), REQUEST)

    assert answer.status_code == 200
    assert "すでに失効しています。2026-11-20 12:00 に失効しました(理由: 失効依頼)" in words(answer)
    assert events() == before


def test_what_is_past_its_end_is_not_revoked_by_a_form_filled_in_all_the_same(
    client: Client, user: User
) -> None:
    """No row, no entry, no CRL; until its last second it is."""
    past = CertificateFactory.create(user=user, issued_on=TODAY - 366 * DAY, serial="0B" * 20)
    last_day = CertificateFactory.create(user=user, ordinal=2, issued_on=TODAY - 365 * DAY)
    before = events()

    answer = client.post(page(past, "revoke"), REQUEST)

    assert answer.status_code == 200
    shown = words(answer)
    assert f"電子証明書 {'0B' * 20} は、すでに有効期限が過ぎています。" in shown
    assert "有効期限は2026年11月19日でした。" in shown
    assert "E1214" in shown
    assert events() == before
    assert not Revocation.objects.exists()
    client.post(page(last_day, "revoke"), REQUEST)
    assert Revocation.objects.get().certificate == last_day


def test_the_button_stands_only_where_there_is_something_to_end(
    client: Client, certificate: Certificate, branch: Branch
) -> None:
    past = CertificateFactory.create(
        user=MasterFactory.create(contract=ContractFactory.create(branch=branch)),
        issued_on=TODAY - 366 * DAY,
    )
    button = 'revoke/">電子証明書失効</a>'

    assert button in client.get(page(certificate)).content.decode()
    assert button not in client.get(page(past)).content.decode()
    RevocationFactory.create(certificate=certificate)
    assert button not in client.get(page(certificate)).content.decode()


def test_nothing_is_added_changed_or_deleted_by_hand(client: Client, certificate: Certificate) -> None:
    assert client.get(f"{LIST}add/").status_code == 403
    assert client.post(page(certificate), {"serial": "0B" * 20}).status_code == 403
    assert client.get(page(certificate, "delete")).status_code in {302, 404}
    shown = client.get(page(certificate)).content.decode()
    assert not [part for part in ('type="text"', 'name="_save"', "<select", "<textarea") if part in shown]
    certificate.refresh_from_db()
    assert certificate.serial == "0A" * 20


def test_another_branch_s_certificates_do_not_exist_bnk_3(client: Client) -> None:
    elsewhere = CertificateFactory.create()

    assert found(client) == []
    assert client.get(page(elsewhere)).status_code == 404
    assert client.get(page(elsewhere, "revoke")).status_code == 404
    assert client.post(page(elsewhere, "revoke"), REQUEST).status_code == 404
    assert not Revocation.objects.exists()


def test_a_list_of_many_costs_no_query_for_each(client: Client, branch: Branch) -> None:
    contract = ContractFactory.create(branch=branch)
    FirstUseFactory.create(certificate__user__contract=contract)
    few = queries_of(client)
    for number in range(5):
        certificate = CertificateFactory.create(
            user=MasterFactory.create(contract=ContractFactory.create(branch=branch)),
            issued_on=TODAY - number * DAY,
        )
        FirstUseFactory.create(certificate=certificate)

    assert queries_of(client) == few


def queries_of(client: Client) -> int:
    with CaptureQueriesContext(connection) as queries:
        client.get(LIST)
    return len(queries)
