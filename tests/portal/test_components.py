"""The parts that pages are put together from."""

import re
from datetime import timedelta

from django import forms
from django.template.loader import render_to_string

from accounts.forms import EntryForm
from chingin.kernel.messages import Message
from chingin.portal.context import public_frame
from tests.portal.sample import AT, SampleForm, sample_page


def test_each_mistake_is_told_at_the_top_with_a_link_and_at_its_field_in_the_same_words() -> None:
    html = sample_page()

    summary = re.findall(r'<li><a href="#([^"]+)">([^:]+): ([^<]+)</a></li>', html)

    assert [label for _, label, _ in summary] == [
        "ユーザーID",
        "パスワード",
        "科目",
        "入金中止理由",
        "内容を確認しました",
    ]
    for target, _, words in summary:
        assert f'id="{target}"' in html
        assert re.search(rf'<p class="field__error" id="[^"]+_error">{re.escape(words)}</p>', html)


def test_a_form_without_mistakes_has_no_summary() -> None:
    assert 'class="error-summary"' not in sample_page(mistaken=False)


def test_a_mistake_of_the_whole_form_is_told_without_a_link() -> None:
    form = SampleForm({})
    form.add_error(None, "2回の入力が異なります。")

    assert "<li>2回の入力が異なります。</li>" in render_to_string(
        "components/error_summary.html", {"form": form}
    )


class Asking(EntryForm):
    name = forms.CharField(label="名前")


def refused(*, contact: bool) -> str:
    """A form that an action has refused."""
    form = Asking({"name": "x"})
    message = Message(
        "E2099", "登録できません。", cause="満員です。", remedy="お待ちください。", contact=contact
    )
    form.tell(message, field="name")
    return render_to_string("components/form.html", {"form": form, "submit": "次へ", "frame": public_frame()})


def test_what_an_action_refused_is_explained_below_what_went_wrong_and_before_the_fields() -> None:
    html = refused(contact=False)

    order = [
        'class="error-summary" role="alert" tabindex="-1" data-focus',
        ">入力内容に誤りがあります</h2>",
        "登録できません。</a></li>",
        ">考えられる理由</h3>",
        "満員です。",
        ">次にしていただくこと</h3>",
        "お待ちください。",
        "<strong>E2099</strong>",
        "<form",
    ]
    assert [html.count(part) for part in order] == [1] * len(order)
    assert sorted(order, key=html.index) == order


def test_whom_to_call_stands_with_a_refusal_that_nobody_mends_alone() -> None:
    assert 'href="tel:0120609575"' in refused(contact=True)
    assert "お問い合わせ先" not in refused(contact=False)


def test_what_was_typed_is_kept_but_for_passwords() -> None:
    """REG-9."""
    form = SampleForm({"user_id": "abc", "password": "Secret1!"})

    html = render_to_string("components/form.html", {"form": form, "submit": "次へ"})

    assert 'value="abc"' in html
    assert "Secret1!" not in html


def test_a_form_carries_its_token_and_is_checked_by_us_not_by_the_browser() -> None:
    form = re.search(
        r'<form class="form" method="post" novalidate data-once>.*?</form>', sample_page(), re.DOTALL
    )

    assert form is not None
    assert 'name="csrfmiddlewaretoken"' in form[0]
    assert '<input type="hidden" name="token" value="x" id="id_token">' in form[0]


def test_fields_say_whether_they_are_required_or_fixed_and_how_to_fill_them() -> None:
    html = sample_page(mistaken=False)

    assert 'for="id_user_id">ユーザーID<span class="mark mark--required">※必須</span>' in html
    assert 'for="id_contract">契約番号<span class="mark mark--fixed">編集不可</span>' in html
    assert re.search(r'for="id_department">所属\s*</label>', html)
    assert 'id="id_user_id_helptext">6～12桁で入力します。<br>半角英、数字の2種必須です。</p>' in html
    assert re.search(r'<input[^>]* aria-describedby="id_user_id_helptext"[^>]*>', html)


def test_the_buttons_stand_in_the_manuals_order() -> None:
    html = sample_page()

    assert re.search(r'href="/">キャンセル</a>\s*<button[^>]*>次へ</button>', html)
    assert re.search(r'href="/">戻る</a>\s*<button[^>]* name="step" value="delete">削除</button>', html)


def test_the_steps_tell_what_is_done_and_where_the_reader_is() -> None:
    """CERT-1."""
    html = sample_page()

    assert re.findall(r'aria-current="step">([^<]+)<', html) == ["②認証コード入力"]
    assert re.findall(r'steps__step--done">([^<]+)<span class="unseen">\(済み\)', html) == ["①ユーザー認証"]


def test_a_result_shows_its_receipt_number_and_time() -> None:
    html = sample_page()

    assert '<dt>受付番号</dt><dd class="result__number">20261121-0001</dd>' in html
    assert "<dt>受付日時</dt><dd>2026年11月20日 10:00:00</dd>" in html


def test_a_deadline_reads_without_scripts() -> None:
    html = render_to_string(
        "components/countdown.html", {"label": "更新締切", "until": AT + timedelta(1), "at": AT}
    )

    assert "2026年11月21日(土) 10:00</time>" in html


def test_finished_work_leads_on_with_and_without_scripts() -> None:
    """CERT-3, ENV-1."""
    context = {"head": "発行しました", "text": "", "next_url": "/result/"}

    assert 'data-next="/result/"' in render_to_string("components/progress.html", context)
    assert 'content="0; url=/result/"' in render_to_string("components/progress_refresh.html", context)


def test_unfinished_work_asks_again_without_scripts() -> None:
    """ENV-1."""
    assert '<noscript><meta http-equiv="refresh" content="5"></noscript>' in sample_page()
    assert "data-next" not in sample_page()
