"""Pages of the certificate origin that every member sees."""

from django.urls import path

from chingin.portal import views

app_name = "portal"
urlpatterns = [
    path("", views.start, name="start"),
    path("information/", views.information, name="information"),
    path("news/<int:pk>/", views.news, name="news"),
]
