"""URLs of the staff origin."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []

handler400 = "chingin.portal.errors.bad_request"
handler403 = "chingin.portal.errors.permission_denied"
handler404 = "chingin.portal.errors.page_not_found"
handler500 = "chingin.portal.errors.server_error"
