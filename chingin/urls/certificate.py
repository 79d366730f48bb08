"""URLs of the certificate origin."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("accounts.urls.certificate")),
    path("", include("chingin.portal.member_urls")),
    path("certificate/", include("certificates.urls.certificate")),
    path("errors/tls/", include("certificates.urls.tls")),
    path("groups/", include("deductions.groups.urls")),
    path("rokin/", include("deductions.rokin.urls")),
    path("company/", include("deductions.company.urls")),
]

handler400 = "chingin.portal.errors.bad_request"
handler403 = "chingin.portal.errors.permission_denied"
handler404 = "chingin.portal.errors.page_not_found"
handler500 = "chingin.portal.errors.server_error"
