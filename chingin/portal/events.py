"""What the portal writes into the operation log (操作ログ)."""

from django.db import models


class Event(models.TextChoices):
    """A business event; the label is the 操作 of the log."""

    HOURS_SET = "portal.hours_set", "ご利用時間の変更"
    MAINTENANCE_ADDED = "portal.maintenance_added", "メンテナンス予定の登録"
    MAINTENANCE_REMOVED = "portal.maintenance_removed", "メンテナンス予定の取消"
    NEWS_PUBLISHED = "portal.news_published", "お知らせの登録"
    NEWS_CHANGED = "portal.news_changed", "お知らせの変更"
    NEWS_WITHDRAWN = "portal.news_withdrawn", "お知らせの掲載終了"
