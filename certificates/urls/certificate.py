"""Pages of the certificate origin: 「証明書の確認」."""

from django.urls import path

from certificates.views.check import check

app_name = "certificates"
urlpatterns = [path("", check, name="check")]
