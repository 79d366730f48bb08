"""契約ユーザー情報照会: deleting and freeing users, and who may not (USR-4, USR-5, LOCK-5)."""

from datetime import timedelta

import pytest
from django.test import Client

from accounts.models import Role, User
from accounts.rules import Lockout, Standing
from tests.accounts.administration import (
    AT,
    ENTRY,
    GRANTS,
    NEW,
    USERS,
    after,
    certificates_by_header,
    client,
    contract,
    friday_morning,
    general,
    known_functions,
    master,
    page,
)
from tests.accounts.browsers import logged_in, words
from tests.accounts.factories import GeneralUserFactory, MasterFactory
from tests.accounts.story import told

__all__ = [
    "certificates_by_header",
    "client",
    "contract",
    "friday_morning",
    "general",
    "known_functions",
    "master",
]
pytestmark = pytest.mark.django_db

LOCKED = Lockout(locks=1, locked_until=AT + timedelta(minutes=30))
BLOCKED = Lockout(locks=3, blocked_at=AT)


# 「削除」


def test_what_a_deletion_does_is_told_first_and_nothing_happens_usr_4(client: Client, general: User) -> None:
    html = words(client.get(page("delete", general)))

    for text in (
        "ippan01",
        "組合花子",
        "発行済みの電子証明書を失効します",
        "ユーザーID「ippan01」は、もう一度登録できるようになります",
        ">削除</button>",
    ):
        assert text in html
    general.refresh_from_db()
    assert general.is_active


def test_a_deleted_user_is_gone_and_the_id_is_free_again_usr_4(client: Client, general: User) -> None:
    answer = client.post(page("delete", general))

    assert (answer.status_code, answer["Location"]) == (302, USERS)
    general.refresh_from_db()
    assert not general.is_active
    assert "ippan01(組合花子)を削除し、電子証明書を失効しました。" in after(client)
    assert client.post(NEW, {**ENTRY, **GRANTS})["Location"] == page(
        "registered", User.objects.registered().get(user_id="ippan01")
    )


def test_a_deletion_pressed_twice_happens_once_usr_4(client: Client, general: User) -> None:
    for _ in range(2):
        assert client.post(page("delete", general)).status_code == 302

    assert [what for what, *_ in told()].count("user_deleted") == 1
    assert "このユーザーは、すでに削除されています。" in after(client)


# 「ロック解除」「閉塞解除」


@pytest.mark.parametrize("lockout", [LOCKED, BLOCKED], ids=["locked", "blocked"])
def test_a_master_frees_a_general_user_lock_5(client: Client, general: User, lockout: Lockout) -> None:
    general.save_lockout(lockout)

    answer = client.post(page("lift", general))

    assert (answer.status_code, answer["Location"]) == (302, USERS)
    general.refresh_from_db()
    assert general.standing(at=AT) is Standing.OPEN
    assert "ippan01(組合花子)のロック・閉塞を解除しました。" in after(client)


def test_freeing_twice_is_harmless_and_told_lock_5(client: Client, general: User) -> None:
    assert client.post(page("lift", general)).status_code == 302

    assert "組合花子さんは、ロックまたは閉塞の状態ではありません。" in after(client)


def test_freeing_a_user_who_was_deleted_meanwhile_is_told_lock_5(client: Client, general: User) -> None:
    client.post(page("delete", general))

    assert client.post(page("lift", general)).status_code == 302

    assert "このユーザーは、すでに削除されています。" in after(client)


# Who may not, and what is not there


@pytest.mark.parametrize("action", ["registered", "change", "delete"])
def test_a_user_deleted_meanwhile_gets_a_page_in_words_usr_4(
    client: Client, general: User, action: str
) -> None:
    client.post(page("delete", general))

    answer = client.get(page(action, general))

    assert answer.status_code == 409
    for text in (
        "このユーザーは、すでに削除されています。",
        "契約ユーザー情報照会の一覧で確認してください。",
        "E1115",
    ):
        assert text in words(answer)


def test_a_change_of_a_user_deleted_meanwhile_changes_nothing_usr_3(client: Client, general: User) -> None:
    client.post(page("delete", general))

    answer = client.post(page("change", general), {**GRANTS, "name": "新組合花子"})

    assert answer.status_code == 409
    general.refresh_from_db()
    assert general.name == "組合花子"


@pytest.mark.parametrize("action", ["registered", "change", "delete"])
@pytest.mark.parametrize("role", [Role.MASTER, Role.GENERAL])
def test_another_contract_s_users_do_not_exist_usr_1(client: Client, action: str, role: Role) -> None:
    factory = MasterFactory if role is Role.MASTER else GeneralUserFactory
    stranger = factory.create()

    assert client.get(page(action, stranger)).status_code == 404


@pytest.mark.parametrize("action", ["change", "delete", "lift"])
def test_another_contract_s_users_cannot_be_touched_usr_1(client: Client, action: str) -> None:
    stranger = GeneralUserFactory.create()
    stranger.save_lockout(LOCKED)

    assert client.post(page(action, stranger), {"name": "別人"}).status_code == 404

    stranger.refresh_from_db()
    assert (stranger.name, stranger.is_active) == ("組合花子", True)
    assert stranger.standing(at=AT) is Standing.LOCKED


@pytest.mark.parametrize(
    ("method", "action"), [("get", "registered"), ("get", "delete"), ("post", "delete"), ("post", "lift")]
)
def test_a_master_is_neither_deleted_nor_freed_here_lock_5(
    client: Client, master: User, method: str, action: str
) -> None:
    assert getattr(client, method)(page(action, master)).status_code == 404

    master.refresh_from_db()
    assert master.is_active


def test_freeing_is_no_link_lock_5(client: Client, general: User) -> None:
    assert client.get(page("lift", general)).status_code == 405


@pytest.mark.parametrize("action", ["", "list/?output=csv", "new/"])
def test_a_general_user_has_none_of_it_whatever_was_granted_usr_1(general: User, action: str) -> None:
    answer = logged_in(general).get(f"{USERS}{action}")

    assert answer.status_code == 403
    assert "この機能はご利用いただけません。" in words(answer)


@pytest.mark.parametrize("action", ["change", "delete", "lift", "registered"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_general_user_reaches_no_user_by_url_usr_1(general: User, action: str, method: str) -> None:
    browser = logged_in(general)

    assert getattr(browser, method)(page(action, general)).status_code == 403

    general.refresh_from_db()
    assert general.is_active
    assert told()[-1][0] == "access_refused"
