"""Pages of the certificate origin."""

from django.urls import path

from deductions.company import result_pages, result_views, views
from deductions.company.views import LISTS

app_name = "company"
_VERSION = "results/<int:cycle>/<int:version>"
urlpatterns = [
    path("lists/", views.request_lists, name="request"),
    *(path(f"lists/<int:cycle>/{e.name}/", LISTS.printed(e), name=e.name) for e in LISTS.entries),
    path("exports/", views.request_export, name="request_export"),
    *(
        path(f"exports/<int:cycle>/{e.name}/", LISTS.exported(e), name=f"{e.name}_export")
        for e in LISTS.entries
    ),
    path("results/", result_views.results, name="results"),
    path(f"{_VERSION}/reconciliation/", result_views.reconciled, name="reconciliation"),
    path(f"{_VERSION}/people/", result_views.people, name="people"),
    path(f"{_VERSION}/lines/", result_views.lines, name="lines"),
    *(
        path(f"{_VERSION}/{one.name}/", result_views.printed(one), name=one.name)
        for one in result_pages.LISTS
    ),
]
