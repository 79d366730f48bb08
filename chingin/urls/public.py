"""URLs of the public origin."""

from django.urls import URLPattern, URLResolver, include, path

from chingin.portal.health import health

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("chingin.portal.urls")),
    path("health/", health, name="health"),
    path("crl/", include("certificates.urls.crl")),
    path("errors/tls/", include("certificates.urls.tls")),
    path("registration/", include("accounts.urls.public")),
    path("certificate/", include("certificates.urls.public")),
]

handler400 = "chingin.portal.errors.bad_request"
handler403 = "chingin.portal.errors.permission_denied"
handler404 = "chingin.portal.errors.page_not_found"
handler500 = "chingin.portal.errors.server_error"
