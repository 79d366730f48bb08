"""Pages of the certificate origin."""

from django.urls import path

from deductions.groups import views

app_name = "groups"
urlpatterns = [
    path("", views.choose, name="choose"),
]
