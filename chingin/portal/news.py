"""News (お知らせ) as the screens list it (COM-2)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.urls import reverse

from accounts.models import Bank
from chingin.portal.models import News

MOST: Final = 10


@dataclass(frozen=True, slots=True)
class NewsItem:
    """One line of the list; without a body there is no page to go to."""

    published: datetime
    title: str
    url: str


def screen_news(bank: Bank | None, *, at: datetime) -> list[NewsItem]:
    """The newest first, of all banks and of this one; the links lead to pages of the request's own origin."""
    published = News.objects.of_bank(bank).published(at=at).newest_first()
    return [
        NewsItem(item.published_from, item.title, reverse("portal:news", args=[item.pk]) if item.body else "")
        for item in published[:MOST]
    ]
