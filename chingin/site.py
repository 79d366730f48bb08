"""The admin site of the bank's staff (労金職員): its door, and nothing past it without password and TOTP."""

from collections.abc import Callable
from dataclasses import replace
from functools import update_wrapper
from typing import Any, TypeAlias

from django.contrib import admin, auth
from django.contrib import messages as notices
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from accounts import staff_messages, staff_sessions
from accounts.actions.sessions import log_out
from accounts.actions.staff import log_in_staff
from accounts.addresses import address_of
from accounts.forms import PasswordChangeForm
from accounts.models import User
from accounts.sessions import actor, touch
from accounts.staff_forms import StaffLoginForm
from accounts.views.passwords import has_changed
from chingin.kernel import clock
from chingin.kernel.origins import Origin
from chingin.portal.context import public_frame
from chingin.portal.frame import SERVICE_NAME
from chingin.staff.action_admin import ActionAdmin
from chingin.staff.requests import actor_of

View: TypeAlias = Callable[..., HttpResponseBase]
# Django's pages that ours replace or that have no use here.
LEFT_OUT = frozenset({"autocomplete", "view_on_site", "password_change_done"})
OPEN_TO_PROVISIONAL = ("admin:password_change", "admin:logout")


class BranchAdminSite(admin.AdminSite):
    """Django's admin behind password and TOTP, in which models are shown by ActionAdmin only."""

    site_title = SERVICE_NAME
    site_header = f"{SERVICE_NAME} 職員用"
    index_title = "業務の選択"
    site_url = None
    enable_nav_sidebar = False
    password_change_template = "admin/password_change.html"  # noqa: S105  a file's name

    def register(self, model_or_iterable: Any, admin_class: type[Any] | None = None, **options: Any) -> None:
        """No model is shown, and so written, but through actions."""
        if admin_class is None or not issubclass(admin_class, ActionAdmin):
            raise TypeError(f"{model_or_iterable} needs an ActionAdmin")
        super().register(model_or_iterable, admin_class, **options)

    def get_urls(self) -> list[URLResolver | URLPattern]:
        """Without what has no use here."""
        return [url for url in super().get_urls() if getattr(url, "name", None) not in LEFT_OUT]

    def get_log_entries(self, request: HttpRequest) -> Any:
        """None: the operation log (操作ログ) tells it, Django's own log stays empty."""
        return ()

    def has_permission(self, request: HttpRequest) -> bool:
        """A member of staff who showed a token of a device that still stands (BNK-3)."""
        user = request.user
        return isinstance(user, User) and user.is_staff and bool(user.is_verified())  # type: ignore[attr-defined]  # OTPMiddleware

    def admin_view(self, view: View, cacheable: bool = False) -> Any:
        """End the session with its reason, ask for a new password first, or let the person in."""
        within = super().admin_view(view, cacheable)

        def inner(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
            if self.has_permission(request) and (instead := _stopped(request)):
                return instead
            return within(request, *args, **kwargs)

        return update_wrapper(inner, view)

    @method_decorator([never_cache, sensitive_post_parameters()])
    @sensitive_variables()
    @login_not_required
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """User ID, password and TOTP on one page, refused in the same words whichever is wrong (LOGIN-6)."""
        if self.has_permission(request):
            return self._home()
        form = StaffLoginForm(request.POST if request.method == "POST" else None)
        if form.is_valid() and _enter(request, form):
            return self._home()
        context = {**self.each_context(request), "title": "職員ログイン", "form": form}
        return TemplateResponse(request, "admin/login.html", context)

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """By the button only; back to the login page."""
        if request.method == "POST":
            assert isinstance(request.user, User)
            log_out(user=request.user, by=actor_of(request), at=clock.now())
            auth.logout(request)
            notices.success(request, "ログアウトしました。")
        return self._home()

    @method_decorator(sensitive_post_parameters())
    @sensitive_variables()
    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """The person's own password; a provisional one must be changed before anything else."""
        form = PasswordChangeForm(request.POST if request.method == "POST" else None)
        user = request.user
        assert isinstance(user, User)
        if form.is_valid() and has_changed(request, form, user=user, by=actor_of(request)):
            return self._home()
        context = {**self.each_context(request), "title": "パスワード変更", "form": form}
        context["provisional"] = staff_messages.PROVISIONAL if user.password_is_provisional else None
        return TemplateResponse(request, "admin/password_change.html", context)

    def _home(self) -> HttpResponseRedirect:
        return HttpResponseRedirect(reverse("admin:index", current_app=self.name))


def _stopped(request: HttpRequest) -> HttpResponseBase | None:
    user, at = request.user, clock.now()
    assert isinstance(user, User)
    if reason := staff_sessions.reason_to_end(request, user, at=at):
        return staff_sessions.end_session(request, user, reason, at=at)
    touch(request, at=at)
    request.frame = replace(public_frame(), home_url=f"{Origin.STAFF.base_url}/")  # type: ignore[attr-defined]
    request.staff = actor(request, user)  # type: ignore[attr-defined]  # chingin.staff.requests
    if user.password_is_provisional and request.path not in map(reverse, OPEN_TO_PROVISIONAL):
        return HttpResponseRedirect(reverse("admin:password_change"))
    return None


@sensitive_variables()
def _enter(request: HttpRequest, form: StaffLoginForm) -> bool:
    at = clock.now()
    entered = log_in_staff(**form.cleaned_data, address=address_of(request), at=at)
    if entered is None:
        form.tell(staff_messages.STAFF_LOGIN_REFUSED)
        return False
    staff_sessions.open_session(request, entered, at=at)
    return True
