"""よくあるご質問 (COM-3): the manual's own words, found by search, reached from wherever they help."""

import re
from pathlib import Path

import pytest
from django.template import Context, Template
from pytest_django import Settings

from accounts.views.sessions import QUESTIONS as AT_LOGIN
from certificates import messages
from certificates.presented import FAULTS
from certificates.questions import QUESTIONS
from chingin.kernel.origins import Origin
from chingin.portal import faq
from tests.accounts.browsers import browser, words
from tests.accounts.factories import MasterFactory
from tests.portal.member_pages import Who, member_page
from tests.portal.pages import visited

pytestmark = pytest.mark.django_db
ADDRESS = "https://public.test/faq/"


def found(page: str) -> list[str]:
    """The anchors of the questions on the page, in its order."""
    return re.findall(r'<section class="faq" id="(q\d+)"', page)


def search(typed: str) -> str:
    return words(browser(Origin.PUBLIC).get("/faq/", {"q": typed}))


def test_all_questions_of_the_manual_stand_under_their_numbers() -> None:
    numbers = [question.number for question in faq.questions()]

    assert numbers == [*range(1, 16), *range(17, 26)]
    assert found(visited("/faq/").html) == [f"q{number}" for number in numbers]


def test_question_and_answer_are_the_manuals_letter_for_letter() -> None:
    page = words(browser(Origin.PUBLIC).get("/faq/"))

    assert "無効な電子証明書を選択した場合、エラーメッセージが表示されました。どうしたら良いですか?" in page
    assert 'faq__line--0">一度ブラウザをすべて終了させた後、再度ログインを行ってください。</p>' in page
    assert 'faq__line--2">② SSL 状態がクリアされます。</p>' in page


def test_the_source_keeps_its_form() -> None:
    """A line that is neither a question nor an answer would be lost or shown in the wrong place."""
    blocks = Path(faq.SOURCE).read_text(encoding="utf-8").strip().split("\n\n")

    assert len(blocks) == len(faq.questions())
    for question in faq.questions():
        assert question.answer
        assert all(paragraph.text and paragraph.depth <= 2 for paragraph in question.answer)
        assert not any(paragraph.text != paragraph.text.strip() for paragraph in question.answer)


def test_the_manuals_address_is_this_installations(settings: Settings) -> None:
    """Q25: whoever types somebody else's address into the trusted sites is not helped."""
    settings.PUBLIC_ORIGIN = "https://www.cjs-rokin.jp"

    (question,) = faq.numbered(25)

    assert "賃金控除事務支援システムのアドレス https://www.cjs-rokin.jp を入力し" in question.answer[5].text


def test_no_braces_are_left() -> None:
    assert not re.search(r"[{}]", visited("/faq/").html)


@pytest.mark.parametrize(
    ("typed", "anchors"),
    [
        ("手数料", ["q2"]),
        ("ＴＬＳ 1.0", ["q20"]),
        ("windows update", ["q24"]),
        ("有効期限　30日前", ["q7", "q8"]),
        ("そのような言葉はない", []),
    ],
)
def test_search_finds_what_has_every_word_in_any_width_and_case(typed: str, anchors: list[str]) -> None:
    page = search(typed)

    assert found(page) == anchors
    assert f"を含むご質問は{len(anchors)}件です。" in page
    assert f'href="{ADDRESS}">すべて表示</a>' in page


def test_a_search_without_result_says_what_to_do() -> None:
    page = search("<b>ない</b>")

    assert "言葉を短くするか、別の言葉で検索してください。" in page
    assert "ヘルプデスク" in page


def test_what_was_typed_is_shown_as_text_alone() -> None:
    page = browser(Origin.PUBLIC).get("/faq/", {"q": "<b>ない</b>"}).content.decode()

    assert "<b>ない" not in page
    assert "&lt;b&gt;ない" in page


@pytest.mark.parametrize("typed", ["", "   ", "あ" * 51])
def test_without_words_or_with_too_many_all_are_shown(typed: str) -> None:
    page = search(typed)

    assert len(found(page)) == len(faq.questions())
    assert "件です" not in page


@pytest.mark.parametrize(
    "numbers", [*QUESTIONS.values(), AT_LOGIN], ids=[*(told.code for told in QUESTIONS), "login"]
)
def test_every_question_that_a_page_names_is_there(numbers: tuple[int, ...]) -> None:
    assert [question.number for question in faq.numbered(*numbers)] == list(numbers)


def test_every_fault_has_its_questions() -> None:
    assert set(QUESTIONS) == {*FAULTS.values(), messages.UNREADABLE, messages.PLAIN_HTTP}


def test_a_link_says_the_question_and_leads_to_it_on_the_public_origin() -> None:
    html = Template("{% load faq %}{% faq_links numbers %}").render(Context({"numbers": (24, 17)}))

    assert re.findall(r'href="([^"]+)"', html) == [f"{ADDRESS}#q24", f"{ADDRESS}#q17"]
    assert "「このページは表示できません」が表示されます。" in html


def test_every_page_leads_there_members_pages_too() -> None:
    link = f'href="{ADDRESS}">よくあるご質問</a>'

    assert link in visited("/").html
    assert link in visited("/nowhere/").html
    assert link in member_page("/information/", who=Who.EMPLOYER)


def test_members_and_the_staff_have_no_page_of_their_own() -> None:
    MasterFactory.create()

    for origin in (Origin.CERTIFICATE, Origin.STAFF):
        assert browser(origin).get("/faq/").status_code == 404


def test_it_is_only_read() -> None:
    assert browser(Origin.PUBLIC).post("/faq/").status_code == 405
