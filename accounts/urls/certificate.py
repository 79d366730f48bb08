"""Pages of the certificate origin: login, logout, passwords; users and operation log of a contract."""

from typing import Final

from django.urls import URLPattern, path

from accounts.views import log, passwords, sessions, users

app_name = "accounts"

LOGIN: Final[list[URLPattern]] = [
    path("login/", sessions.log_in, name="login"),
    path("logout/", sessions.log_out, name="logout"),
    path("logged-out/", sessions.logged_out, name="logged_out"),
    path("close/", sessions.close, name="close"),
    path("session-ended/<str:code>/", sessions.session_ended, name="session_ended"),
]
PASSWORDS: Final[list[URLPattern]] = [
    path("password/", passwords.change_password, name="change_password"),
    path("password/provisional/", passwords.change_provisional_password, name="change_provisional_password"),
]
# システム管理機能.
ADMINISTRATION: Final[list[URLPattern]] = [
    path("users/", users.users, name="users"),
    path("users/list/", users.user_list, name="user_list"),
    path("users/new/", users.user_new, name="user_new"),
    path("users/<int:pk>/registered/", users.user_registered, name="user_registered"),
    path("users/<int:pk>/change/", users.user_change, name="user_change"),
    path("users/<int:pk>/delete/", users.user_delete, name="user_delete"),
    path("users/<int:pk>/lift/", users.user_lift, name="user_lift"),
    path("operation-log/", log.operation_log, name="operation_log"),
]

urlpatterns = [*LOGIN, *PASSWORDS, *ADMINISTRATION]
