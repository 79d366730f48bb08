"""Where nginx sends what it refuses; on every origin. The names are nginx's own status codes."""

from django.urls import path

from certificates.views import tls

app_name = "tls"
urlpatterns = [
    path("400/", tls.unreadable, name="400"),
    path("495/", tls.certificate_refused, name="495"),
    path("496/", tls.certificate_missing, name="496"),
    path("497/", tls.plain_http, name="497"),
]
