"""Origins: nginx names the front door; urlconf and cookies follow."""

from http.cookies import SimpleCookie

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from chingin.kernel.origins import Origin, OriginMiddleware, marked_cookies, origin_of, own_cookies


def answer(request: HttpRequest) -> HttpResponse:
    response = HttpResponse(request.COOKIES.get("sessionid", "none"))
    response.set_cookie("sessionid", "new", secure=True, httponly=True)
    response.set_cookie("seal", "s", path="/certificates/issue/")
    return response


def request_through(origin: str, **cookies: str) -> HttpRequest:
    request = RequestFactory().get("/", headers={"X-Chingin-Origin": origin} if origin else {})
    request.COOKIES = cookies
    return request


@pytest.mark.parametrize("header", ["", "Public", "admin", "public,staff"])
def test_a_request_that_nginx_did_not_name_is_refused(header: str) -> None:
    assert OriginMiddleware(answer)(request_through(header)).status_code == 400


@pytest.mark.parametrize("origin", list(Origin))
def test_the_origin_chooses_the_urlconf(origin: Origin) -> None:
    request = request_through(origin.value)

    OriginMiddleware(answer)(request)

    assert origin_of(request) is origin
    assert request.urlconf == f"chingin.urls.{origin}"


def test_a_cookie_of_one_origin_is_unseen_on_the_others() -> None:
    cookies = {"__Host-staff-sessionid": "boss", "sessionid": "forged"}

    answers = {o: OriginMiddleware(answer)(request_through(o, **cookies)).content for o in Origin}

    assert answers == {Origin.PUBLIC: b"none", Origin.CERTIFICATE: b"none", Origin.STAFF: b"boss"}


def test_cookies_leave_with_the_browser_s_own_guarantees() -> None:
    response = OriginMiddleware(answer)(request_through("certificate"))

    assert set(response.cookies) == {"__Host-certificate-sessionid", "__Secure-certificate-seal"}
    assert response.cookies["__Host-certificate-sessionid"]["httponly"]
    assert response.cookies["__Secure-certificate-seal"]["path"] == "/certificates/issue/"


@given(
    st.sampled_from(list(Origin)),
    st.dictionaries(st.text("abcdefghij", min_size=1), st.text("xyz", min_size=1), max_size=3),
)
def test_what_leaves_comes_back_under_its_plain_name(origin: Origin, values: dict[str, str]) -> None:
    cookies: SimpleCookie = SimpleCookie()
    for name, value in values.items():
        cookies[name] = value
        cookies[name]["path"] = "/"

    marked = marked_cookies(origin, cookies)

    assert own_cookies(origin, {name: morsel.value for name, morsel in marked.items()}) == values
