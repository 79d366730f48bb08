"""The mails to users: REG-10, LOCK-4, USR-3; what each tells and what none may hold."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from accounts import emails
from accounts.models import User
from chingin.kernel.clock import JST
from chingin.kernel.models import OutgoingMail
from tests.accounts.factories import (
    PASSWORD,
    BankStaffFactory,
    BranchStaffFactory,
    FederationFactory,
    GeneralUserFactory,
    MasterFactory,
)

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 20, 9, 0, tzinfo=JST)
Announce = Callable[[User], None]


def registration(user: User) -> None:
    emails.announce_registration(user, at=AT)


def lock(user: User) -> None:
    user.locked_until = AT + timedelta(minutes=60)
    emails.announce_lockout(user, at=AT)


def blockage(user: User) -> None:
    user.blocked_at = AT
    emails.announce_lockout(user, at=AT)


def password_change(user: User) -> None:
    emails.announce_password_change(user, at=AT)


def mail_change(user: User) -> None:
    emails.announce_mail_change(user, old_address=user.mail, at=AT)


ALL: list[Announce] = [registration, lock, blockage, password_change, mail_change]
everyone = pytest.mark.parametrize("announce", ALL, ids=lambda announce: announce.__name__)


def sent(announce: Announce, user: User) -> OutgoingMail:
    announce(user)
    return OutgoingMail.objects.get()


@pytest.fixture
def master() -> User:
    return MasterFactory.create(user_id="roukin01", mail="taro@union.example")


@pytest.mark.parametrize(
    ("announce", "subject"),
    [
        (registration, "ユーザー登録完了のお知らせ"),
        (lock, "ログイン不可(ロック)のお知らせ"),
        (blockage, "ログイン不可(閉塞)のお知らせ"),
        (password_change, "パスワード変更のお知らせ"),
        (mail_change, "メールアドレス変更のお知らせ"),
    ],
)
def test_the_first_line_is_the_subject(master: User, announce: Announce, subject: str) -> None:
    mail = sent(announce, master)

    assert mail.subject == f"【ろうきん賃金控除事務支援システム】{subject}"
    assert mail.body.startswith("労金太郎 様\n")


@everyone
def test_each_mail_says_whom_it_is_about_and_when_it_happened(master: User, announce: Announce) -> None:
    mail = sent(announce, master)

    assert mail.recipient == "taro@union.example"
    assert "roukin01" in mail.body
    assert "2026年11月20日 9時00分" in mail.body


@everyone
def test_each_mail_is_signed_by_the_bank_and_its_help_desk_env_7(master: User, announce: Announce) -> None:
    mail = sent(announce, master)

    assert mail.sender == "info@bank.test"
    signature = ["試験労働金庫", "試験ろうきんヘルプデスク", "電話 0120-000-000(受付時間 平日 9:00～17:00)"]
    assert mail.body.rstrip().splitlines()[-3:] == signature


@everyone
def test_no_mail_leaves_a_place_empty_or_holds_a_secret(master: User, announce: Announce) -> None:
    mail = sent(announce, master)

    assert not re.search(r"[{}]|: *$|None", mail.body, re.MULTILINE)
    assert PASSWORD not in mail.body
    assert master.password not in mail.body


def test_a_lock_s_mail_says_when_it_ends_lock_4(master: User) -> None:
    assert "2026年11月20日 10時00分" in sent(lock, master).body


@pytest.mark.parametrize("announce", [lock, blockage])
@pytest.mark.parametrize(
    ("factory", "freed_by"),
    [
        (MasterFactory, "お取引店"),
        (GeneralUserFactory, "マスターユーザー"),
        (BranchStaffFactory, "本システムの管理者"),
        (BankStaffFactory, "本システムの管理者"),
        (FederationFactory, "本システムの管理者"),
    ],
)
def test_who_is_shut_out_reads_whom_to_ask_lock_5(
    announce: Announce, factory: type[MasterFactory], freed_by: str
) -> None:
    mail = sent(announce, factory.create())

    assert re.findall(r"(\w+)へ(?:ロック|閉塞)の解除をご依頼ください", mail.body) == [freed_by]


BY_THE_MASTER = "マスターユーザーが、仮パスワードを登録しました。"
BY_ANOTHER = "本システムの管理者が、仮パスワードと認証アプリの登録用の鍵を再発行しました。"


@pytest.mark.parametrize(
    ("factory", "is_provisional", "told"),
    [
        (MasterFactory, False, "パスワードが変更されました。"),
        (GeneralUserFactory, False, "パスワードが変更されました。"),
        (GeneralUserFactory, True, BY_THE_MASTER),
        (BranchStaffFactory, False, "パスワードが変更されました。"),
        (BankStaffFactory, True, BY_ANOTHER),
        (FederationFactory, True, BY_ANOTHER),
    ],
)
def test_who_gets_a_new_password_reads_whose_doing_it_is_usr_3(
    factory: type[MasterFactory], is_provisional: bool, told: str
) -> None:
    mail = sent(password_change, factory.create(password_is_provisional=is_provisional))

    said = [line for line in mail.body.splitlines() if line.endswith("ました。")]
    assert said == [told]
    assert ("新しいパスワードへの変更が必要です。" in mail.body) == is_provisional


def test_the_federation_s_staff_have_no_bank_and_no_help_desk() -> None:
    mail = sent(lock, FederationFactory.create())

    assert mail.sender == "system@bank.test"
    assert mail.body.rstrip().endswith("ろうきん賃金控除事務支援システム\n労働金庫連合会")
    assert "電話" not in mail.body


def test_a_changed_address_is_told_to_both_once_each_usr_3(master: User) -> None:
    for _ in range(2):
        emails.announce_mail_change(master, old_address="old@union.example", at=AT)

    assert set(OutgoingMail.objects.values_list("recipient", flat=True)) == {
        "old@union.example",
        "taro@union.example",
    }
    assert OutgoingMail.objects.count() == 2


def test_the_same_notice_at_another_time_is_another_mail_lock_4(master: User) -> None:
    lock(master)
    emails.announce_lockout(master, at=AT + timedelta(hours=2))

    assert OutgoingMail.objects.count() == 2
