"""Pages of the public origin that anyone may read."""

from django.urls import path

from chingin.portal import views

app_name = "portal"
urlpatterns = [
    path("", views.top, name="top"),
    path("faq/", views.faq, name="faq"),
    path("news/<int:pk>/", views.public_news, name="news"),
]
