"""Error pages: what happened, what is safe, what to do, whom to call, a code; each in its own words."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
import time_machine
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.test import override_settings
from django.urls import get_callable, get_resolver

from chingin.kernel.errors import Refusal
from chingin.kernel.messages import Message, by_code
from chingin.portal import errors
from chingin.portal.context import public_frame
from chingin.portal.frame import USUAL_HOURS, ServiceHours
from tests.portal.pages import CLOSED, PAGES, bare_request, of, visited

pytestmark = pytest.mark.django_db

CODES = {"400": "E9040", "403": "E9043", "404": "E9044", "csrf": "E9045", "500": "E9050", "503": "E9053"}


@pytest.mark.parametrize(("name", "code"), CODES.items())
def test_an_error_page_tells_the_whole_story(name: str, code: str) -> None:
    message = by_code(code)
    if name == "503":
        message = replace(message, cause=CLOSED.why, remedy=CLOSED.again)

    page = PAGES[name]()

    assert page.status == (403 if name == "csrf" else int(name))
    for words in (f"<h1>{message.text}</h1>", message.cause, message.remedy, f"<strong>{code}</strong>"):
        assert words in page.html
    assert '<p class="story__safe">' in page.html
    assert "0120-609-575" in page.html


def test_an_error_page_is_never_kept_by_a_cache() -> None:
    request = bare_request()
    answers: list[HttpResponse] = [
        errors.permission_denied(request, PermissionDenied()),
        errors.csrf_failure(request, reason="no cookie"),
        errors.server_error(request),
        errors.outside_hours(USUAL_HOURS, CLOSED),
    ]

    assert all("no-store" in answer["Cache-Control"] for answer in answers)


@time_machine.travel(datetime(2026, 11, 21, 3, 4, 5, tzinfo=UTC), tick=False)
def test_an_error_page_names_the_moment_in_japanese_time() -> None:
    assert "発生日時 2026年11月21日 12:04:05" in PAGES["500"]().html


def test_outside_the_service_hours_the_hours_of_that_bank_are_shown() -> None:
    """ENV-2."""
    hours = ServiceHours(days="日曜日", times="10:00～12:00", closed="月曜日はお休みです。", note="注意書き")

    page = of(errors.outside_hours(hours, CLOSED))

    assert page.html.count("10:00～12:00") == 2  # in the story and below
    assert "8:00～20:00" not in page.html
    assert "月曜日はお休みです。" in page.html
    assert "<h1>ご利用時間外です</h1>" in page.html


@override_settings(
    STORAGES={"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"}},
    STATIC_ROOT="/nonexistent",
)
@pytest.mark.parametrize("name", ["400", "500", "503"])
def test_the_last_pages_stand_without_the_manifest_of_static_files(name: str) -> None:
    assert 'href="/static/css/page.css"' in PAGES[name]().html


@pytest.mark.parametrize(
    ("status", "handler"),
    [
        (400, errors.bad_request),
        (403, errors.permission_denied),
        (404, errors.page_not_found),
        (500, errors.server_error),
    ],
)
def test_the_public_origin_answers_with_our_pages(status: int, handler: object) -> None:
    assert get_resolver("chingin.urls.public").resolve_error_handler(status) is handler


def test_a_form_without_its_token_gets_our_page() -> None:
    assert get_callable(settings.CSRF_FAILURE_VIEW) is errors.csrf_failure


def test_an_unknown_address_is_answered_by_our_page_through_all_middleware() -> None:
    page = visited("/nowhere/")

    assert page.status == 404
    assert "E9044" in page.html


class NoMoreRoom(Refusal):
    """A refusal as any app would raise it."""

    message = Message(
        "E2099", "{count}名まで登録できます。", cause="満員です。", remedy="減らしてください。", contact=True
    )


def test_a_refusal_becomes_a_page_with_cause_remedy_code_and_contact() -> None:
    page = render_to_string("errors/refused.html", {"refusal": NoMoreRoom(count=10), "frame": public_frame()})

    for words in (
        "<h1>10名まで登録できます。</h1>",
        "満員です。",
        "減らしてください。",
        "E2099",
        "お問い合わせ先",
    ):
        assert words in page
