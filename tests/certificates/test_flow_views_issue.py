"""③ to ⑥: issued once, taken home once, and what is said when either fails (CERT-3, CERT-11, CERT-13)."""

from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import Settings
from time_machine import travel

from accounts.models import User
from certificates.models import Certificate
from certificates.sealing import Content
from chingin.kernel.messages import by_code
from tests.accounts.browsers import words

from .conftest import AT
from .factories import CertificateFactory
from .flow_browsing import (
    CANCEL,
    CLOSE,
    CLOSED,
    DOWNLOAD,
    FIRST,
    IMPORT,
    ISSUE,
    ISSUING,
    KEY,
    RESULT,
    downloaded,
    kept,
    lose_key,
    past_code,
    past_issue,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ca", "that_day")]
REFRESH = '<meta http-equiv="refresh" content="0; url='
# CERT-11, letter for letter from the bank's Q&A (Q18).
FAILED = (
    "電子証明書発行に失敗しました、再度発行処理を行ってください。"
    "また、再度行っても発行できない場合は下記のエラーコードを労金にご連絡ください。"
)
TAKEN, LOST = by_code("E1208").text, by_code("E1209").text


def test_issue_pressed_twice_issues_once_and_the_second_press_sees_the_result_cert_3(
    person: Client, user: User
) -> None:
    past_issue(person, user)

    assert person.post(ISSUE)["Location"] == RESULT

    assert Certificate.objects.count() == 1
    assert downloaded(person)


def test_a_failure_is_told_in_the_bank_s_words_with_code_and_time_and_may_be_tried_again_cert_11(
    person: Client, user: User, settings: Settings
) -> None:
    past_code(person, user)
    right, settings.CA_PASSPHRASE = settings.CA_PASSPHRASE, "another-passphrase-altogether"

    page = words(person.post(ISSUE))

    assert "<title>エラー: 電子証明書発行 |" in page
    for shown in (FAILED, "E1224", "2026年11月20日 09:30:00", ">発行</button>"):
        assert shown in page
    assert "パスフレーズ" not in page
    settings.CA_PASSPHRASE = right
    assert person.post(ISSUE)["Location"] == ISSUING
    assert downloaded(person)


def test_who_got_a_certificate_meanwhile_is_told_cert_5(person: Client, user: User) -> None:
    past_code(person, user)
    CertificateFactory.create(user=user)

    page = words(person.post(ISSUE))

    assert f"<h1>{by_code('E1201').text}</h1>" in page


def test_who_changed_the_password_meanwhile_begins_anew(person: Client, user: User) -> None:
    past_code(person, user)
    user.set_password("Another#2027")
    user.save()

    assert person.post(ISSUE)["Location"] == FIRST
    assert by_code("E1202").text in words(person.get(FIRST))
    assert not Certificate.objects.exists()


def test_issuing_moves_on_by_itself_with_scripts_and_without_cert_3(person: Client, user: User) -> None:
    past_issue(person, user)

    page = words(person.get(ISSUING))

    assert f'<noscript>{REFRESH}{RESULT}"></noscript>' in page
    assert f'data-next="{RESULT}"' in page
    assert "js/progress.js" in page


def test_the_download_begins_by_itself_once_cert_3(person: Client, user: User) -> None:
    past_issue(person, user)

    assert f'{REFRESH}{DOWNLOAD}">' in words(person.get(RESULT))
    assert f'{REFRESH}{DOWNLOAD}">' in words(person.get(RESULT))
    downloaded(person)
    page = words(person.get(RESULT))

    assert "http-equiv" not in page
    assert ">ダウンロード</a>" not in page
    assert TAKEN in page


def test_the_file_comes_as_an_attachment_that_nobody_keeps_cert_3(person: Client, user: User) -> None:
    past_issue(person, user)

    answer = person.get(DOWNLOAD)

    assert answer["Content-Type"] == "application/x-pkcs12"
    assert answer["Content-Disposition"] == 'attachment; filename="roukin0120261120093000.p12"'
    assert answer["Cache-Control"] == "no-store"


def test_the_file_leaves_the_server_once_and_nothing_of_it_stays_cert_13_cert_15(
    person: Client, user: User
) -> None:
    past_issue(person, user)
    downloaded(person)

    assert person.get(DOWNLOAD)["Location"] == RESULT

    page = words(person.get(RESULT))
    for shown in (TAKEN, "ダウンロードフォルダ", "お取引店に提出して失効"):
        assert shown in page
    assert "issuance_p12" not in kept(person)
    assert "issuance_password" not in kept(person)
    assert (person.cookies[KEY].value, person.cookies[KEY]["max-age"]) == ("", 0)


def test_asking_only_for_the_headers_takes_nothing(person: Client, user: User) -> None:
    past_issue(person, user)

    assert person.head(DOWNLOAD).status_code == 405
    assert downloaded(person)


def test_who_comes_from_another_site_takes_nothing(person: Client, user: User) -> None:
    """SameSite=Strict: such a request comes without the key."""
    past_issue(person, user)
    key = person.cookies[KEY].value
    lose_key(person)

    assert person.get(DOWNLOAD)["Location"] == RESULT
    assert LOST in words(person.get(RESULT))
    person.cookies[KEY] = key
    assert downloaded(person)


@pytest.mark.parametrize(("minutes", "waits"), [(9, True), (10, False), (31, False)])
def test_a_file_that_nobody_took_waits_ten_minutes_cert_13(
    person: Client, user: User, minutes: int, *, waits: bool
) -> None:
    past_issue(person, user)

    with travel(AT + timedelta(minutes=minutes), tick=False):
        page = words(person.get(RESULT))
        answer = person.get(DOWNLOAD)

    assert (LOST in page) != waits
    assert (">ダウンロード</a>" in page) == waits
    assert ("⑥インポートの手順へ" in page) == waits
    assert ("Location" in answer) != waits


def test_the_guide_names_file_password_store_and_the_way_to_login_cert_4(person: Client, user: User) -> None:
    past_issue(person, user)

    page = words(person.get(IMPORT))

    for shown in (
        "roukin0120261120093000.p12",
        "現在のユーザー(C)",
        "すべての拡張プロパティを含める(A)",
        "証明書の種類に基づいて、自動的に証明書ストアを選択する(U)",
        "正しくインポートされました。",
        "仮ログインパスワード",
        "https://certificate.test/login/",
        "発行結果に戻る",
        ">閉じる</button>",
    ):
        assert shown in page


def test_the_guide_is_for_everybody(person: Client) -> None:
    page = words(person.get(IMPORT))

    assert "(ユーザーID + 日付時間 + .p12)" in page
    assert "発行結果に戻る" not in page


def test_close_waits_for_the_file(person: Client, user: User) -> None:
    past_issue(person, user)

    assert person.post(CLOSE)["Location"] == RESULT

    assert "まだダウンロードされていません。" in words(person.get(RESULT))


def test_close_leaves_nothing_in_the_browser_and_says_what_to_close_cert_3(
    person: Client, user: User
) -> None:
    past_issue(person, user)
    downloaded(person)

    assert person.post(CLOSE)["Location"] == CLOSED

    assert "[×]ボタンで、すべてのウィンドウを閉じてください。" in words(person.get(CLOSED))
    assert dict(kept(person)) == {}
    assert person.get(RESULT)["Location"] == FIRST


def test_close_without_anything_to_close_says_the_same(person: Client) -> None:
    assert person.post(CLOSE)["Location"] == CLOSED


def test_cancel_comes_too_late_for_what_is_issued(person: Client, user: User) -> None:
    past_issue(person, user)

    assert person.post(CANCEL)["Location"] == RESULT
    assert downloaded(person)


def test_a_sealed_password_is_no_file(person: Client, user: User) -> None:
    """One is never opened as the other."""
    past_code(person, user)
    session = kept(person)
    sealed = session[f"issuance_{Content.PASSWORD.value}"]
    assert person.post(ISSUE)["Location"] == ISSUING
    session = kept(person)
    session[f"issuance_{Content.FILE.value}"] = sealed
    session.save()

    assert person.get(DOWNLOAD)["Location"] == RESULT
