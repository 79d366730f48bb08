"""What this app writes into the operation log (操作ログ): code, and the words that the log shows."""

from django.db import models


class Event(models.TextChoices):
    """A business event; the label is the 操作 of the log."""

    FLOW_STARTED = "certificates.flow_started", "電子証明書発行 ユーザー認証"
    FLOW_ABANDONED = "certificates.flow_abandoned", "電子証明書発行 中断"
    CODE_WANTED_AGAIN = "certificates.code_wanted_again", "認証コード再送信"
    CODE_SENT = "certificates.code_sent", "認証コード送信"
    CODE_RIGHT = "certificates.code_right", "認証コード入力"
    CODE_WRONG = "certificates.code_wrong", "認証コード誤り"
    ISSUED = "certificates.issued", "電子証明書発行"
    ISSUE_FAILED = "certificates.issue_failed", "電子証明書発行失敗"
    DOWNLOADED = "certificates.downloaded", "電子証明書ダウンロード"
    FIRST_USED = "certificates.first_used", "電子証明書の利用開始"
    REVOKED = "certificates.revoked", "電子証明書失効"
    NOTICE_SENT = "certificates.notice_sent", "電子証明書 有効期限のお知らせ"
    CRL_PUBLISHED = "certificates.crl_published", "失効リスト公開"
    CA_ROTATED = "certificates.ca_rotated", "発行局の更新"
