"""Pages of the certificate origin."""

from django.urls import path

from deductions.rokin.views import history, lines, lists, registration, updates
from deductions.rokin.views.lists import LISTS

app_name = "rokin"
urlpatterns = [
    path("lines/", lines.lines, name="lines"),
    path("lines/new/", registration.line_new, name="line_new"),
    path("lines/<int:pk>/", lines.line, name="line"),
    path("lines/<int:pk>/change/", updates.line_change, name="line_change"),
    path("lines/<int:pk>/cancel/", updates.line_cancel, name="line_cancel"),
    path("lines/<int:pk>/updates/<int:version>/", updates.line_updated, name="line_updated"),
    path("lines/<int:pk>/registered/", registration.line_registered, name="line_registered"),
    path("history/", history.history, name="history"),
    path("lists/", lists.request_lists, name="request_lists"),
    *(path(f"lists/<int:cycle>/{e.name}/", LISTS.printed(e), name=e.name) for e in LISTS.entries),
    path("exports/", lists.request_export, name="request_export"),
    *(
        path(f"exports/<int:cycle>/{e.name}/", LISTS.exported(e), name=f"{e.name}_export")
        for e in LISTS.entries
    ),
]
