"""The register only grows, and the database refuses what can never be true."""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, models, transaction

from accounts.models import User
from certificates.models import Certificate, FlowState, IssuanceFlow, Revocation, browser_hash
from certificates.rules import Notice
from chingin.kernel.append_only import AppendOnlyViolation
from tests.accounts.factories import (
    BankStaffFactory,
    BranchStaffFactory,
    ContractFactory,
    FederationFactory,
    GeneralUserFactory,
    MasterFactory,
)

from .factories import (
    BROWSER,
    ISSUED_ON,
    NOON,
    CertificateFactory,
    FirstUseFactory,
    FlowFactory,
    NoticeFactory,
    RevocationFactory,
)

pytestmark = pytest.mark.django_db

HASH = "0f" * 32
Create = Callable[..., models.Model]


def second_notice(**_: Any) -> models.Model:
    return NoticeFactory.create(certificate=NoticeFactory.create().certificate)


def second_certificate(**_: Any) -> models.Model:
    return CertificateFactory.create(user=CertificateFactory.create().user)


def second_flow(**_: Any) -> models.Model:
    return FlowFactory.create(user=FlowFactory.create(state=FlowState.CODE_RIGHT, code_is_due=False).user)


@pytest.mark.parametrize(
    ("constraint", "create", "values"),
    [
        ("certificates_one_after_another", second_certificate, {}),
        ("certificates_counted_from_one", CertificateFactory.create, {"ordinal": 0}),
        ("certificates_validity_runs_forward", CertificateFactory.create, {"not_after": NOON - timedelta(9)}),
        ("certificates_generation_counted_from_one", CertificateFactory.create, {"generation": 0}),
        ("certificates_serial_is_40_hex_digits", CertificateFactory.create, {"serial": "0a" * 20}),
        ("certificates_fingerprint_is_64_hex_digits", CertificateFactory.create, {"fingerprint": "0F" * 32}),
        ("certificates_names_its_holder", CertificateFactory.create, {"common_name": ""}),
        ("certificates_names_its_holder", CertificateFactory.create, {"contract_number": "1234567"}),
        ("certificates_pem_is_a_certificate", CertificateFactory.create, {"pem": "MIIB"}),
        (
            "certificates_pem_is_a_certificate",
            CertificateFactory.create,
            {"pem": "-----BEGIN CERTIFICATE-----\n-----BEGIN " + "PRIVATE KEY-----"},
        ),
        ("certificates_revocation_reason_is_known", RevocationFactory.create, {"reason": "WHIM"}),
        ("certificates_revocation_says_who", RevocationFactory.create, {"by_user_id": ""}),
        ("certificates_notice_once", second_notice, {}),
        ("certificates_notice_kind_is_known", NoticeFactory.create, {"kind": "greeting"}),
        ("certificates_flow_one_at_a_time", second_flow, {}),
        ("certificates_flow_state_is_known", FlowFactory.create, {"state": "LOST", "code_is_due": False}),
        ("certificates_flow_hashes_are_hashes", FlowFactory.create, {"browser_hash": BROWSER}),
        (
            "certificates_flow_hashes_are_hashes",
            FlowFactory.create,
            {"code_hash": "123456", "code_sent_at": NOON},
        ),
        ("certificates_flow_code_only_while_awaited", FlowFactory.create, {"state": FlowState.ABANDONED}),
        (
            "certificates_flow_code_only_while_awaited",
            FlowFactory.create,
            {"state": FlowState.CODE_RIGHT, "code_is_due": False, "code_hash": HASH, "code_sent_at": NOON},
        ),
        ("certificates_flow_code_was_sent", FlowFactory.create, {"code_hash": HASH}),
        ("certificates_flow_code_is_mailed_while_due", FlowFactory.create, {"pending_since": NOON}),
        ("certificates_flow_code_is_mailed_while_due", FlowFactory.create, {"pending_hash": HASH}),
        (
            "certificates_flow_code_is_mailed_while_due",
            FlowFactory.create,
            {"pending_hash": "123456", "pending_since": NOON},
        ),
        (
            "certificates_flow_code_is_mailed_while_due",
            FlowFactory.create,
            {"pending_hash": HASH, "pending_since": NOON, "code_is_due": False},
        ),
        ("certificates_flow_tries_are_limited", FlowFactory.create, {"tries": 6}),
        ("certificates_flow_sends_are_limited", FlowFactory.create, {"sends": 0}),
        ("certificates_flow_sends_are_limited", FlowFactory.create, {"sends": 11}),
        (
            "certificates_flow_has_what_it_issued",
            FlowFactory.create,
            {"state": FlowState.ISSUED, "code_is_due": False},
        ),
    ],
)
def test_the_database_refuses(constraint: str, create: Create, values: dict[str, Any]) -> None:
    # PostgreSQL names every constraint; SQLite names the columns of a unique one.
    named = constraint if connection.vendor == "postgresql" else f"{constraint}|UNIQUE"

    with pytest.raises(IntegrityError, match=named), transaction.atomic():
        create(**values)


def test_a_flow_that_has_not_issued_has_no_certificate() -> None:
    with pytest.raises(IntegrityError, match="certificates_flow_has_what_it_issued"), transaction.atomic():
        FlowFactory.create(certificate=CertificateFactory.create())


@pytest.mark.parametrize("create", [RevocationFactory.create, FirstUseFactory.create])
def test_a_certificate_is_revoked_once_and_first_used_once(create: Create) -> None:
    certificate = CertificateFactory.create()
    create(certificate=certificate)

    with pytest.raises(IntegrityError, match=r"(?i)unique"), transaction.atomic():
        create(certificate=certificate)


EVERY_HISTORY = [CertificateFactory, RevocationFactory, FirstUseFactory, NoticeFactory]


@pytest.mark.parametrize("factory", EVERY_HISTORY)
def test_what_stands_in_the_register_is_not_changed_by_programmers(factory: type[CertificateFactory]) -> None:
    row = factory.create()
    rows = type(row)._default_manager.all()

    for change in (row.save, row.delete, rows.delete, lambda: rows.update(id=0)):
        with pytest.raises(AppendOnlyViolation):
            change()


@pytest.mark.parametrize("factory", EVERY_HISTORY)
@pytest.mark.parametrize("sql", ["UPDATE {} SET id = id", "DELETE FROM {}"])
def test_what_stands_in_the_register_is_not_changed_past_django(
    factory: type[CertificateFactory], sql: str
) -> None:
    row = factory.create()

    with (
        pytest.raises(IntegrityError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql.format(row._meta.db_table))


def test_words_for_people() -> None:
    certificate = CertificateFactory.create(serial="0A" * 20, user__user_id="roukin01")
    flow = FlowFactory.create()

    assert str(certificate) == f"roukin01 {'0A' * 20}"
    assert str(RevocationFactory.create(certificate=certificate)) == f"{certificate.pk} 失効依頼"
    assert str(FirstUseFactory.create(certificate=certificate)) == f"{certificate.pk}"
    assert str(NoticeFactory.create(certificate=certificate)) == f"{certificate.pk} 有効期限のお知らせ"
    assert re.fullmatch(r"[0-9a-f-]{36} ②認証コード入力", str(flow))


@pytest.mark.parametrize(
    ("at", "valid", "unended"),
    [
        (datetime.fromisoformat("2026-11-19T23:59:59+09:00"), False, True),
        (datetime.fromisoformat("2026-11-20T00:00:00+09:00"), True, True),
        (datetime.fromisoformat("2027-11-20T23:59:59+09:00"), True, True),
        (datetime.fromisoformat("2027-11-21T00:00:00+09:00"), False, False),
    ],
)
def test_valid_from_the_first_to_the_last_second_cert_6(at: datetime, valid: bool, unended: bool) -> None:
    CertificateFactory.create()

    assert Certificate.objects.valid_at(at).exists() is valid
    assert Certificate.objects.unended(at).exists() is unended


def test_a_revoked_certificate_is_neither_valid_nor_in_the_way() -> None:
    RevocationFactory.create()

    assert not Certificate.objects.valid_at(NOON).exists()
    assert not Certificate.objects.unended(NOON).exists()


def test_the_newest_stands_first() -> None:
    first = CertificateFactory.create()
    second = CertificateFactory.create(user=first.user, ordinal=2)
    CertificateFactory.create()

    assert list(Certificate.objects.issued_to(first.user.pk).newest_first()) == [second, first]


def test_of_a_renewed_pair_the_newest_unrevoked_stands_for_its_user() -> None:
    first = CertificateFactory.create()
    second = CertificateFactory.create(user=first.user, ordinal=2)

    assert Certificate.objects.standing_for_their_users().get() == second
    RevocationFactory.create(certificate=second)
    assert Certificate.objects.standing_for_their_users().get() == first


def test_what_has_been_succeeded_stands_for_nobody_whatever_became_of_the_successor_cert_7() -> None:
    first = CertificateFactory.create()
    second = CertificateFactory.create(user=first.user, ordinal=2)
    FirstUseFactory.create(certificate=second)
    RevocationFactory.create(certificate=second)

    assert not Certificate.objects.standing_for_their_users().exists()
    assert Certificate.objects.last_days([first.user.pk]) == {}


def test_a_deleted_user_s_certificate_stands_for_nobody_and_counts_as_revoked_cert_12() -> None:
    certificate = CertificateFactory.create(user__deleted_at=NOON)

    assert not Certificate.objects.standing_for_their_users().exists()
    assert certificate.facts.is_revoked


def test_a_sent_notice_is_not_due_again() -> None:
    certificate = NoticeFactory.create().certificate
    on = date(2027, 11, 1)

    assert not Certificate.objects.to_be_noticed(Notice.RENEWABLE, on=on).exists()
    later = certificate.last_day + timedelta(days=1)
    assert Certificate.objects.to_be_noticed(Notice.EXPIRED, on=later).get() == certificate


def test_the_list_of_users_reads_the_newest_unrevoked_end_of_each_usr_1() -> None:
    first = CertificateFactory.create()
    renewed = CertificateFactory.create(user=first.user, ordinal=2, issued_on=ISSUED_ON + timedelta(days=340))
    revoked = RevocationFactory.create().certificate
    users = [first.user.pk, revoked.user.pk, MasterFactory.create().pk]

    assert Certificate.objects.last_days(users) == {first.user.pk: renewed.last_day}
    FirstUseFactory.create(certificate=renewed)
    assert Certificate.objects.last_days(users) == {first.user.pk: renewed.last_day}


def test_who_lost_the_renewed_one_unused_still_has_the_old_one_s_end_usr_1() -> None:
    first = CertificateFactory.create()
    RevocationFactory.create(certificate__user=first.user, certificate__ordinal=2)

    assert Certificate.objects.last_days([first.user.pk]) == {first.user.pk: first.last_day}


def test_a_user_sees_its_own_a_master_the_contract_s_the_bank_its_contracts() -> None:
    contract = ContractFactory.create()
    master = MasterFactory.create(contract=contract)
    general = GeneralUserFactory.create(contract=contract)
    branch = contract.branch
    own, theirs, other = (
        CertificateFactory.create(user=user) for user in (general, master, MasterFactory.create())
    )

    def seen(viewer: User) -> set[Certificate]:
        return set(Certificate.objects.visible_to(viewer))

    assert seen(general) == {own}
    assert seen(master) == {own, theirs}
    assert seen(BranchStaffFactory.create(branch=branch)) == {own, theirs}
    assert seen(BankStaffFactory.create(bank=branch.bank)) == {own, theirs}
    assert seen(FederationFactory.create()) == {own, theirs, other}


def test_a_crl_leaves_out_what_ended_long_ago() -> None:
    revocation = RevocationFactory.create()
    end = revocation.certificate.not_after

    assert Revocation.objects.for_crl(ended_after=end).get() == revocation
    assert not Revocation.objects.for_crl(ended_after=end + timedelta(seconds=1)).exists()


def test_a_flow_is_found_by_its_own_browser_alone() -> None:
    flow = FlowFactory.create()

    found = IssuanceFlow.objects.of_browser(flow=str(flow.pk), browser=BROWSER)

    assert found.get() == flow
    assert not IssuanceFlow.objects.of_browser(flow=str(flow.pk), browser="another").exists()
    assert browser_hash(BROWSER) == flow.browser_hash != BROWSER


@pytest.mark.parametrize(
    ("state", "minutes", "alive"),
    [
        (FlowState.CODE_SENT, 29.9, True),
        (FlowState.CODE_SENT, 30, False),
        (FlowState.ABANDONED, 0, False),
    ],
)
def test_a_flow_is_alive_alike_in_database_and_memory(state: str, minutes: float, alive: bool) -> None:
    flow = FlowFactory.create(state=state, code_is_due=False)
    at = NOON + timedelta(minutes=minutes)

    assert flow.is_alive(at) is alive
    assert IssuanceFlow.objects.alive(at).exists() is alive
