"""Pages of the public origin: the master user's initial registration (マスターユーザーの初期登録)."""

from django.urls import path

from accounts.views import registration

app_name = "registration"
urlpatterns = [
    path("login/", registration.log_in, name="login"),
    path("master/", registration.enter, name="entry"),
    path("result/", registration.result, name="result"),
]
