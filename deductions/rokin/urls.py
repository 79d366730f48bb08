"""Pages of the certificate origin."""

from django.urls import path

from deductions.rokin.views import (
    deposits,
    history,
    lines,
    lists,
    reconciliation,
    registration,
    stops,
    updates,
)
from deductions.rokin.views.lists import LISTS, UPDATES

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
    path("stops/", stops.stops, name="stops"),
    path("stops/<int:cycle>/employees/", stops.stops_employees, name="stops_employees"),
    path("stops/<int:cycle>/set/", stops.stops_set, name="stops_set"),
    path("stops/<int:cycle>/lift/", stops.stops_lift, name="stops_lift"),
    path("stops/<int:pk>/was-set/", stops.stops_were_set, name="stops_were_set"),
    path("stops/<int:pk>/was-lifted/", stops.stops_were_lifted, name="stops_were_lifted"),
    path("deposits/", deposits.deposits, name="deposits"),
    path("deposits/<int:cycle>/confirm/", deposits.deposit_confirm, name="deposit_confirm"),
    path(
        "deposits/<int:cycle>/reconciliation/",
        reconciliation.deposit_reconciliation,
        name="deposit_reconciliation",
    ),
    path("deposits/<int:cycle>/people/", reconciliation.deposit_people, name="deposit_people"),
    path("deposits/<int:cycle>/lines/", reconciliation.deposit_lines, name="deposit_lines"),
    path("deposits/<int:cycle>/<int:version>/", deposits.deposit, name="deposit"),
    path("deposits/<int:cycle>/<int:version>/send/", deposits.deposit_send, name="deposit_send"),
    path("deposits/<int:cycle>/<int:version>/undo/", deposits.deposit_undo, name="deposit_undo"),
    path("deposits/<int:cycle>/<int:version>/request/", deposits.deposit_request, name="deposit_request"),
    path("deposits/<int:cycle>/<int:version>/updates/", deposits.deposit_updates, name="deposit_updates"),
    path("web-updates/", lists.update_list, name="update_list"),
    *(path(f"web-updates/<int:cycle>/{e.name}/", UPDATES.printed(e), name=e.name) for e in UPDATES.entries),
]
