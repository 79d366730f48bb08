"""Pages of the public origin: 「電子証明書発行」, from ①ユーザー認証 to ⑥インポート."""

from django.urls import path

from certificates.views import flow

app_name = "certificates"
urlpatterns = [
    path("", flow.authenticate, name="authenticate"),
    path("code/", flow.code, name="code"),
    path("code/resend/", flow.resend, name="resend"),
    path("issue/", flow.issue, name="issue"),
    path("issuing/", flow.issuing, name="issuing"),
    path("result/", flow.result, name="result"),
    path("download/", flow.download, name="download"),
    path("import/", flow.import_guide, name="import"),
    path("cancel/", flow.cancel, name="cancel"),
    path("close/", flow.close, name="close"),
    path("closed/", flow.closed, name="closed"),
]
