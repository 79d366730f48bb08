"""「電子証明書発行」 in the browser: the whole way, and its first page (CERT-1 … CERT-3, CERT-5)."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.serialization import pkcs12
from django.test import Client

from accounts.models import User
from certificates.models import Certificate, FlowState, IssuanceFlow
from chingin.kernel.messages import by_code
from chingin.kernel.models import OperationLog
from chingin.kernel.origins import Origin
from tests.accounts.browsers import ADDRESS, browser, error_at, words
from tests.accounts.factories import PASSWORD, GeneralUserFactory, MasterFactory
from tests.accounts.story import told as log_of_accounts

from .conftest import AT
from .factories import CertificateFactory, FlowFactory
from .flow_browsing import (
    CODE,
    FIRST,
    IMPORT,
    ISSUE,
    ISSUING,
    KEY,
    RESULT,
    downloaded,
    kept,
    new_browser,
    past_code,
    past_issue,
    past_password,
    the_flow,
)
from .story import events

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("that_day")]
REFUSED = by_code("E1102")
HAS_ONE = by_code("E1201")


@pytest.fixture
def user() -> User:
    return MasterFactory.create(user_id="roukin01", name="労金太郎", mail="taro@union.example")


@pytest.mark.usefixtures("ca")
def test_a_user_comes_from_password_to_file_cert_1_cert_2_cert_3_cert_4(person: Client, user: User) -> None:
    assert "<h1>電子証明書発行 ユーザー認証</h1>" in words(person.get(FIRST))
    past_code(person, user)
    page = words(person.get(ISSUE))
    for shown in ("roukin01", "労金太郎", "2026年11月20日 から 2027年11月20日 まで", ">発行</button>"):
        assert shown in page
    assert person.post(ISSUE)["Location"] == ISSUING
    assert "<h1>電子証明書発行中</h1>" in words(person.get(ISSUING))
    page = words(person.get(RESULT))
    for shown in ("電子証明書を発行しました", "roukin0120261120093000.p12", "2027年11月20日", "閉じる"):
        assert shown in page

    p12 = downloaded(person)

    _, signed, _ = pkcs12.load_key_and_certificates(p12, PASSWORD.encode())
    assert signed is not None
    assert Certificate.objects.get().user == user
    assert the_flow().state == FlowState.DOWNLOADED
    assert events() == ["flow_started", "code_sent", "code_right", "issued", "downloaded"]


@pytest.mark.usefixtures("ca")
def test_a_general_user_s_first_file_opens_with_the_provisional_password_cert_4(person: Client) -> None:
    general = GeneralUserFactory.create(password_is_provisional=True)

    past_issue(person, general)

    key, _, _ = pkcs12.load_key_and_certificates(downloaded(person), PASSWORD.encode())
    assert key is not None


@pytest.mark.usefixtures("ca")
@pytest.mark.parametrize(
    ("path", "step", "title"),
    [
        (FIRST, "①ユーザー認証", "電子証明書発行 ユーザー認証"),
        (CODE, "②認証コード入力", "認証コード入力"),
        (ISSUE, "③発行", "電子証明書発行"),
        (ISSUING, "④発行中", "電子証明書発行中"),
        (RESULT, "⑤発行結果", "電子証明書発行結果"),
        (IMPORT, "⑥インポート", "電子証明書のインポート"),
    ],
)
def test_each_page_marks_its_step_and_says_its_name_first_cert_1(
    person: Client, user: User, path: str, step: str, title: str
) -> None:
    if path == CODE:
        past_password(person, user)
    elif path == ISSUE:
        past_code(person, user)
    elif path != FIRST:
        past_issue(person, user)

    answer = person.get(path)

    assert answer["Cache-Control"] == "no-store"
    page = words(answer)
    assert f'aria-current="step">{step}<' in page
    assert f"<title>{title} |" in page
    assert f"<h1>{title}</h1>" in page


def test_the_first_page_asks_what_the_manual_says_cert_2(person: Client) -> None:
    page = words(person.get(FIRST))

    assert ">ユーザーID<" in page
    assert 'data-software-keyboard="yes"' in page
    assert 'type="submit">認証</button>' in page
    assert '<a class="button" href="/">キャンセル</a>' in page


def wrong_password(user: User) -> dict[str, str]:
    return {"user_id": user.user_id, "password": "Chigau#2026"}


def nobody(user: User) -> dict[str, str]:
    return {"user_id": "nobody01", "password": PASSWORD}


def locked(user: User) -> dict[str, str]:
    User.objects.filter(pk=user.pk).update(locks=1, locked_until=AT + timedelta(minutes=60))
    return {"user_id": user.user_id, "password": PASSWORD}


@pytest.mark.parametrize("attempt", [wrong_password, nobody, locked])
def test_whatever_is_wrong_the_answer_is_the_same_lock_6(
    person: Client, user: User, attempt: Callable[[User], dict[str, str]]
) -> None:
    typed = attempt(user)

    answer = person.post(FIRST, typed)

    assert answer.status_code == 200
    page = words(answer)
    usual = words(new_browser().post(FIRST, {"user_id": "nobody02", "password": "x"}))
    assert page == usual.replace("nobody02", typed["user_id"])
    assert f"<li>{REFUSED.text}</li>" in page
    assert REFUSED.remedy in page
    assert typed["password"] not in page
    assert not IssuanceFlow.objects.exists()


def test_a_wrong_password_is_counted_with_the_browser_s_address_lock_3(person: Client, user: User) -> None:
    for _ in range(6):
        person.post(FIRST, wrong_password(user))

    user.refresh_from_db()
    assert user.locks == 1
    assert log_of_accounts()[0] == ("password_refused", "roukin01 労金太郎", "REFUSED")


@pytest.mark.parametrize(
    ("typed", "field", "error"),
    [
        ({"user_id": ""}, "user_id", "ユーザーIDを入力してください。"),
        ({"user_id": "short"}, "user_id", "ユーザーIDは半角英、数字の2種を使い"),
        ({"password": ""}, "password", "パスワードを入力してください。"),
    ],
)
def test_what_is_mistyped_is_told_at_the_field_and_costs_no_try(
    person: Client, user: User, typed: dict[str, str], field: str, error: str
) -> None:
    answer = person.post(FIRST, {"user_id": user.user_id, "password": PASSWORD, **typed})

    assert error_at(field, answer).startswith(error)
    assert "<title>エラー: 電子証明書発行 ユーザー認証 |" in words(answer)
    assert not IssuanceFlow.objects.exists()


def test_who_has_a_certificate_is_told_so_cert_5(person: Client, user: User) -> None:
    CertificateFactory.create(user=user)

    page = words(person.post(FIRST, {"user_id": user.user_id, "password": PASSWORD}))

    assert f"<h1>{HAS_ONE.text}</h1>" in page
    for shown in (
        "有効期限は2027年11月20日です",
        "2027年10月21日から更新できます",
        "E1201",
        "お問い合わせ先",
    ):
        assert shown in page
    assert KEY not in person.cookies


@pytest.mark.parametrize(("counts", "code"), [({"tries": 5}, "E1205"), ({"sends": 10}, "E1207")])
def test_who_has_used_up_the_codes_is_told_at_once(
    person: Client, user: User, counts: dict[str, int], code: str
) -> None:
    FlowFactory.create(user=user, started_at=AT, code_wanted_at=AT, **counts)

    page = words(person.post(FIRST, {"user_id": user.user_id, "password": PASSWORD}))

    assert f"<h1>{by_code(code).text}</h1>" in page


def test_the_right_password_changes_the_session_and_leaves_nothing_of_the_old_one(
    person: Client, user: User
) -> None:
    """A key that somebody planted before is worth nothing."""
    past_password(person, user)
    session = kept(person)
    session["planted"] = "by somebody"
    session.save()
    before = session.session_key

    past_password(person, user)

    assert kept(person).session_key != before
    assert "planted" not in kept(person)


def test_the_key_is_in_a_cookie_for_these_pages_alone_cert_15(person: Client, user: User) -> None:
    past_password(person, user)

    cookie = person.cookies[KEY]

    assert (cookie["path"], cookie["samesite"], cookie["max-age"]) == ("/certificate/", "Strict", 1800)
    assert cookie["secure"]
    assert cookie["httponly"]
    assert cookie.value not in str(dict(kept(person)))


def test_the_flow_is_begun_by_the_address_that_nginx_saw(person: Client, user: User) -> None:
    past_password(person, user)

    assert OperationLog.objects.get(event="certificates.flow_started").address == ADDRESS


def test_a_press_without_the_token_of_the_form_is_refused(user: User) -> None:
    person = browser(Origin.PUBLIC, enforce_csrf_checks=True)

    answer = person.post(FIRST, {"user_id": user.user_id, "password": PASSWORD})

    assert answer.status_code == 403
    assert not IssuanceFlow.objects.exists()
