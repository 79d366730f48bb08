"""URLs of the staff origin."""

from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView

urlpatterns: list[URLPattern | URLResolver] = [
    path("", login_not_required(RedirectView.as_view(pattern_name="admin:index")), name="staff_home"),
    path("errors/tls/", include("certificates.urls.tls")),
    path("admin/", admin.site.urls),
]

handler400 = "chingin.portal.errors.bad_request"
handler403 = "chingin.portal.errors.permission_denied"
handler404 = "chingin.portal.errors.page_not_found"
handler500 = "chingin.portal.errors.server_error"
