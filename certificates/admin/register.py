"""The register of certificates (電子証明書), to read; a revocation (失効) is a procedure."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join

from accounts.models import STAFF_ROLES, User
from certificates import rules
from certificates.actions.requests import revoke_on_request
from certificates.models import Certificate, FlowState
from certificates.permissions import REVOKERS
from certificates.staff_forms import RevocationForm, request_of
from chingin.kernel import clock
from chingin.kernel.actors import Actor
from chingin.staff.action_admin import ActionAdmin
from chingin.staff.procedures import Procedure

from .error_codes import error_codes
from .standing import Standing, standing_at

NOT_YET: Final = "-"


def _is_alive(certificate: Certificate, at: datetime) -> bool:
    return not certificate.facts.is_revoked and at <= certificate.not_after


def _revoke(*, row: Certificate, values: Mapping[str, Any], by: Actor, at: datetime) -> object:
    reason, grounds = request_of(values)
    return revoke_on_request(certificate=row, reason=reason, grounds=grounds, by=by, at=at)


REVOKE: Final[Procedure[Certificate]] = Procedure(
    slug="revoke",
    label="電子証明書失効",
    form=RevocationForm,
    run=_revoke,
    done="電子証明書を失効しました。ユーザーは、「電子証明書発行」から新しい電子証明書を発行できます。",
    roles=REVOKERS,
    notice="この電子証明書を失効します。すぐにログインに使えなくなります。元には戻せません。"
    "ユーザーは、「電子証明書発行」から新しい電子証明書を発行できるようになります。"
    "一般ユーザーの電子証明書は、マスターユーザーがそのユーザーを削除し、登録し直しても失効します。",
    is_open=_is_alive,
)


class StandingFilter(admin.SimpleListFilter):
    """状態, as the list shows it."""

    title = "状態"
    parameter_name = "standing"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """All of them, also those that nobody has just now."""
        return list(Standing.choices)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Certificate]) -> QuerySet[Certificate]:
        """Those that stand so; `rows_for` has annotated them."""
        return queryset.filter(Q(("standing", self.value()))) if self.value() else queryset


@admin.register(Certificate)
class CertificateAdmin(ActionAdmin[Certificate]):
    """What was issued, to whom, and what became of it. Nothing is added, changed or deleted by hand."""

    viewers = STAFF_ROLES
    procedures = (REVOKE,)
    list_display = ("common_name", "contract_number", "serial", "last_day", "state", "first_used")
    list_filter = (StandingFilter,)
    search_fields = ("common_name", "contract_number", "serial")
    search_help_text = "ユーザーID、契約番号、シリアル番号で検索します。"
    ordering = ("-issued_at", "-pk")
    fieldsets = (
        (None, {"fields": ("state", "holder", "contract", "serial", "fingerprint")}),
        ("有効期間", {"fields": ("not_before", "not_after", "last_day", "renewable_from")}),
        ("発行", {"fields": ("issued_at", "ordinal", "generation", "downloaded")}),
        ("経過", {"fields": ("first_used", "revoked", "notices")}),
    )

    def rows_for(self, viewer: User) -> QuerySet[Certificate]:
        """Of the visible contracts, each with its standing now."""
        visible = Certificate.objects.visible_to(viewer)
        whole = visible.select_related("user__contract", "revocation", "first_use", "issuance")
        return whole.annotate(standing=standing_at(clock.now()))

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """The list's own filter is no field of the model."""
        return lookup == StandingFilter.parameter_name or super().lookup_allowed(lookup, value, request)

    def get_urls(self) -> list[URLPattern]:
        """And the page of error codes, which belongs to no row."""
        view = self.admin_site.admin_view(error_codes)
        return [path("error-codes/", view, name="certificates_error_codes"), *super().get_urls()]

    @admin.display(description="状態")
    def state(self, certificate: Certificate) -> str:
        """有効 …; on the register's page and in its list alike."""
        return Standing(certificate.standing).label  # type: ignore[attr-defined]  # annotated by rows_for

    @admin.display(description="ユーザー")
    def holder(self, certificate: Certificate) -> str:
        """Name and page of the user; a deleted one has none any more."""
        user = certificate.user
        if not user.is_active:
            return f"{user}(削除済み)"
        return format_html('<a href="{}">{}</a>', reverse("admin:accounts_user_change", args=[user.pk]), user)

    @admin.display(description="契約")
    def contract(self, certificate: Certificate) -> str:
        """As signed, and the page of the contract."""
        url = reverse("admin:accounts_contract_change", args=[certificate.user.contract_id])
        return format_html('<a href="{}">{}</a>', url, certificate.user.contract)

    @admin.display(description="更新できる日")
    def renewable_from(self, certificate: Certificate) -> str:
        """D - 30 (CERT-6)."""
        return f"{rules.notice_day(rules.Notice.RENEWABLE, last_day=certificate.last_day):%Y年%-m月%-d日}から"

    @admin.display(description="ダウンロード")
    def downloaded(self, certificate: Certificate) -> str:
        """Whether the file left the server (CERT-13); whether it was opened, nobody here can know."""
        issuance = getattr(certificate, "issuance", None)
        return "済み" if issuance is None or issuance.state == FlowState.DOWNLOADED else "まだ"

    @admin.display(description="初回利用")
    def first_used(self, certificate: Certificate) -> str:
        """The first login with it (CERT-7)."""
        use = getattr(certificate, "first_use", None)
        return clock.in_words(use.at) if use else NOT_YET

    @admin.display(description="失効")
    def revoked(self, certificate: Certificate) -> str:
        """When, why and by whom."""
        end = getattr(certificate, "revocation", None)
        if end is None:
            return NOT_YET
        return f"{clock.in_words(end.at)} {end.get_reason_display()}(操作者: {end.by_user_id})"

    @admin.display(description="有効期限のお知らせ")
    def notices(self, certificate: Certificate) -> str:
        """The mails of CERT-8, oldest first."""
        sent = [
            (clock.in_words(notice.at), notice.get_kind_display())
            for notice in certificate.notices.order_by("pk")
        ]
        return format_html_join("", "<div>{} {}</div>", sent) or NOT_YET
