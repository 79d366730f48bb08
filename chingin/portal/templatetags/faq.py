"""Ways to よくあるご質問 (COM-3) for the pages of every app, none of which may import the portal."""

from collections.abc import Iterable

from django import template

from chingin.portal.faq import Question, numbered, page_url

register = template.Library()


@register.simple_tag
def faq_url() -> str:
    """The page's address."""
    return page_url()


@register.inclusion_tag("portal/_questions.html")
def faq_links(numbers: Iterable[int]) -> dict[str, list[Question]]:
    """Links to the questions of these numbers, in their own words."""
    return {"questions": numbered(*numbers)}
