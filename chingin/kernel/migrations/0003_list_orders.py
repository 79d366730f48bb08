"""Lists made by a worker."""

import uuid

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("kernel", "0002_receptions"),
    ]

    operations = [
        migrations.CreateModel(
            name="ListOrder",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                        verbose_name="受付番号",
                    ),
                ),
                ("owner", models.CharField(max_length=40, verbose_name="依頼者")),
                ("slug", models.CharField(max_length=40, verbose_name="帳票")),
                ("medium", models.CharField(max_length=20, verbose_name="出力形式")),
                ("arguments", models.JSONField(verbose_name="条件")),
                ("key", models.CharField(max_length=64, verbose_name="識別キー")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("QUEUED", "作成待ち"),
                            ("RUNNING", "作成中"),
                            ("DONE", "作成済み"),
                            ("FAILED", "作成不能"),
                        ],
                        default="QUEUED",
                        max_length=10,
                        verbose_name="状態",
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="作成回数")),
                ("requested_at", models.DateTimeField(verbose_name="依頼日時")),
                ("due_at", models.DateTimeField(verbose_name="確認日時")),
                ("started_at", models.DateTimeField(null=True, verbose_name="開始日時")),
                ("finished_at", models.DateTimeField(null=True, verbose_name="終了日時")),
                ("handed_at", models.DateTimeField(null=True, verbose_name="引渡日時")),
                ("rows", models.PositiveIntegerField(null=True, verbose_name="件数")),
                ("totals", models.JSONField(default=list, verbose_name="合計")),
                ("file_name", models.TextField(blank=True, verbose_name="ファイル名")),
                ("ascii_name", models.TextField(blank=True, verbose_name="ファイル名(ASCII)")),
                ("content", models.BinaryField(null=True, verbose_name="ファイル")),
                ("error", models.CharField(blank=True, max_length=5, verbose_name="エラーコード")),
            ],
            options={
                "verbose_name": "帳票の作成依頼",
                "verbose_name_plural": "帳票の作成依頼",
                "indexes": [
                    models.Index(fields=["owner", "slug"], name="kernel_listorder_of_owner"),
                    models.Index(fields=["requested_at"], name="kernel_listorder_by_time"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ("QUEUED", "RUNNING"))),
                        fields=("key",),
                        name="kernel_listorder_one_open_order_each",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("key__regex", "\\A[0-9a-f]{64}\\Z")),
                        name="kernel_listorder_key_is_sha256",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("owner", ""), _negated=True),
                            models.Q(("slug", ""), _negated=True),
                            models.Q(("medium", ""), _negated=True),
                        ),
                        name="kernel_listorder_says_whose_and_what",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("finished_at", None), ("started_at", None), ("state", "QUEUED")),
                            models.Q(
                                ("finished_at", None), ("started_at__isnull", False), ("state", "RUNNING")
                            ),
                            models.Q(("finished_at__isnull", False), ("state__in", ("DONE", "FAILED"))),
                            _connector="OR",
                        ),
                        name="kernel_listorder_times_fit_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("content__isnull", False),
                                ("rows__isnull", False),
                                ("state", "DONE"),
                                models.Q(("file_name", ""), _negated=True),
                                models.Q(("ascii_name", ""), _negated=True),
                            ),
                            models.Q(
                                models.Q(("state", "DONE"), _negated=True),
                                ("ascii_name", ""),
                                ("content", None),
                                ("file_name", ""),
                                ("handed_at", None),
                            ),
                            _connector="OR",
                        ),
                        name="kernel_listorder_file_if_done",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "FAILED"), models.Q(("error", ""), _negated=True)),
                            models.Q(models.Q(("state", "FAILED"), _negated=True), ("error", "")),
                            _connector="OR",
                        ),
                        name="kernel_listorder_error_if_failed",
                    ),
                ],
            },
        ),
    ]
