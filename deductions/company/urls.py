"""Pages of the certificate origin."""

from django.urls import path

from deductions.company import views
from deductions.company.views import LISTS

app_name = "company"
urlpatterns = [
    path("lists/", views.request_lists, name="request"),
    *(path(f"lists/<int:cycle>/{e.name}/", LISTS.printed(e), name=e.name) for e in LISTS.entries),
    path("exports/", views.request_export, name="request_export"),
    *(
        path(f"exports/<int:cycle>/{e.name}/", LISTS.exported(e), name=f"{e.name}_export")
        for e in LISTS.entries
    ),
]
