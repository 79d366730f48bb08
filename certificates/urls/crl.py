"""Revocation lists, on the public origin."""

from django.urls import path

from certificates.views.crl import crl

app_name = "crl"
urlpatterns = [path("<str:name>.crl", crl, name="crl")]
