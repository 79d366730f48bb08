"""お知らせ (COM-2) on the pages before login."""

import re
from datetime import timedelta

import pytest

from chingin.kernel.origins import Origin
from chingin.portal.models import News
from chingin.portal.news import MOST, screen_news
from tests.accounts.browsers import browser, words
from tests.accounts.factories import BankFactory
from tests.portal.doors import FRIDAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("doors")]


def test_the_top_page_shows_the_news_of_all_banks_alone() -> None:
    """COM-2: before login the bank is unknown."""
    News.objects.create(title="全金庫", body="本文です。", published_from=FRIDAY)
    News.objects.create(title="ある金庫", bank=BankFactory.create(), published_from=FRIDAY)
    client = browser(Origin.PUBLIC)

    page = words(client.get("/"))

    link = re.findall(r'class="news__title" href="([^"]+)">全金庫<', page)[0]
    assert "ある金庫" not in page
    assert "本文です。" in words(client.get(link))
    assert "ログイン画面へ" in words(client.get(link))


@pytest.mark.parametrize("hidden", ["a bank's own", "not yet published", "no longer published"])
def test_news_that_is_not_for_everyone_now_is_not_found(hidden: str) -> None:
    """COM-2."""
    hour = timedelta(hours=1)
    news = News.objects.create(
        title="件名",
        body="本文",
        bank=BankFactory.create() if hidden == "a bank's own" else None,
        published_from=FRIDAY + hour if hidden == "not yet published" else FRIDAY - 2 * hour,
        published_until=FRIDAY - hour if hidden == "no longer published" else None,
    )

    assert browser(Origin.PUBLIC).get(f"/news/{news.pk}/").status_code == 404


def test_a_list_has_the_newest_ten() -> None:
    for n in range(MOST + 1):
        News.objects.create(title=f"{n}番目", published_from=FRIDAY - timedelta(hours=n))

    titles = [item.title for item in screen_news(None, at=FRIDAY)]

    assert titles == [f"{n}番目" for n in range(MOST)]


def test_news_cannot_smuggle_markup_in() -> None:
    News.objects.create(title="<b>件名</b>", body="<script>x</script>\n2", published_from=FRIDAY)
    client = browser(Origin.PUBLIC)

    link = f"/news/{News.objects.get().pk}/"
    page = client.get(link).content.decode()

    assert "<script>x" not in page
    assert "&lt;script&gt;x&lt;/script&gt;<br>2" in page
