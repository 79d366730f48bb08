"""The operation log with its triggers, the outbox, the calendar."""

from django.db import migrations, models

from chingin.kernel.append_only import AppendOnlyTriggers


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="CalendarOverride",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("bank_code", models.CharField(blank=True, max_length=4, verbose_name="金融機関コード")),
                ("day", models.DateField(verbose_name="日付")),
                ("is_business_day", models.BooleanField(verbose_name="営業日")),
                ("reason", models.CharField(max_length=100, verbose_name="理由")),
                ("recorded_by", models.TextField(verbose_name="登録者")),
                ("recorded_at", models.DateTimeField(verbose_name="登録日時")),
            ],
            options={
                "verbose_name": "営業日の変更",
                "verbose_name_plural": "営業日の変更",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("bank_code", "day"), name="kernel_calendaroverride_day_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("bank_code__regex", "\\A([0-9]{4})?\\Z")),
                        name="kernel_calendaroverride_bank_code_four_digits",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reason", ""), _negated=True),
                            models.Q(("recorded_by", ""), _negated=True),
                        ),
                        name="kernel_calendaroverride_says_why_and_by_whom",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CalendarYear",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("year", models.PositiveIntegerField(verbose_name="年")),
                ("confirmed_by", models.TextField(verbose_name="確認者")),
                ("confirmed_at", models.DateTimeField(verbose_name="確認日時")),
            ],
            options={
                "verbose_name": "確定済みの年",
                "verbose_name_plural": "確定済みの年",
                "constraints": [
                    models.UniqueConstraint(fields=("year",), name="kernel_calendaryear_once"),
                    models.CheckConstraint(
                        condition=models.Q(("confirmed_by", ""), _negated=True),
                        name="kernel_calendaryear_says_by_whom",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("year__range", (2000, 2099))),
                        name="kernel_calendaryear_within_the_library",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OperationLog",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("chain", models.CharField(max_length=20, verbose_name="系列")),
                ("sequence", models.PositiveBigIntegerField(verbose_name="連番")),
                ("at", models.DateTimeField(verbose_name="日時")),
                ("user_id", models.TextField(verbose_name="ユーザーID")),
                ("user_name", models.TextField(verbose_name="ユーザー名")),
                ("address", models.TextField(blank=True, verbose_name="接続元")),
                ("function", models.TextField(blank=True, verbose_name="機能")),
                ("event", models.TextField(verbose_name="操作コード")),
                ("event_label", models.TextField(verbose_name="操作")),
                ("target", models.TextField(blank=True, verbose_name="対象")),
                (
                    "result",
                    models.CharField(
                        choices=[("SUCCESS", "成功"), ("REFUSED", "拒否"), ("FAILED", "失敗")],
                        max_length=10,
                        verbose_name="結果",
                    ),
                ),
                ("detail", models.JSONField(default=dict, verbose_name="詳細")),
                (
                    "previous_hash",
                    models.CharField(blank=True, max_length=64, verbose_name="直前のハッシュ値"),
                ),
                ("hash", models.CharField(max_length=64, verbose_name="ハッシュ値")),
            ],
            options={
                "verbose_name": "操作ログ",
                "verbose_name_plural": "操作ログ",
                "indexes": [
                    models.Index(fields=["chain", "at", "sequence"], name="kernel_operationlog_by_time"),
                    models.Index(
                        fields=["chain", "user_id", "at", "sequence"], name="kernel_operationlog_by_user"
                    ),
                    models.Index(
                        fields=["chain", "function", "at", "sequence"], name="kernel_operationlog_by_func"
                    ),
                    models.Index(
                        condition=models.Q(("result", "SUCCESS"), _negated=True),
                        fields=["chain", "result", "at", "sequence"],
                        name="kernel_operationlog_not_done",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("chain", "sequence"), name="kernel_operationlog_one_entry_per_place"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("chain__regex", "\\A(system|bank:[0-9]{4}|contract:[0-9]{8})\\Z")
                        ),
                        name="kernel_operationlog_chain_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("result__in", ["SUCCESS", "REFUSED", "FAILED"])),
                        name="kernel_operationlog_result_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("user_id", ""), _negated=True),
                            models.Q(("event", ""), _negated=True),
                            models.Q(("event_label", ""), _negated=True),
                        ),
                        name="kernel_operationlog_says_who_and_what",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("hash__regex", "\\A[0-9a-f]{64}\\Z")),
                        name="kernel_operationlog_hash_is_sha256",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("previous_hash", ""), ("sequence", 1)),
                            models.Q(("previous_hash__regex", "\\A[0-9a-f]{64}\\Z"), ("sequence__gt", 1)),
                            _connector="OR",
                        ),
                        name="kernel_operationlog_linked_to_the_one_before",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OperationLogChain",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=20, verbose_name="系列")),
                ("last_sequence", models.PositiveBigIntegerField(default=0, verbose_name="最終連番")),
                ("last_hash", models.CharField(blank=True, max_length=64, verbose_name="最終ハッシュ値")),
            ],
            options={
                "verbose_name": "操作ログの系列",
                "verbose_name_plural": "操作ログの系列",
                "constraints": [
                    models.UniqueConstraint(fields=("name",), name="kernel_operationlogchain_name_once"),
                    models.CheckConstraint(
                        condition=models.Q(("name__regex", "\\A(system|bank:[0-9]{4}|contract:[0-9]{8})\\Z")),
                        name="kernel_operationlogchain_name_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("last_hash", ""), ("last_sequence", 0)),
                            models.Q(("last_hash__regex", "\\A[0-9a-f]{64}\\Z"), ("last_sequence__gte", 1)),
                            _connector="OR",
                        ),
                        name="kernel_operationlogchain_hash_of_the_last",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OutgoingMail",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=200, verbose_name="識別キー")),
                ("recipient", models.TextField(verbose_name="宛先")),
                ("sender", models.TextField(verbose_name="差出人")),
                ("subject", models.TextField(verbose_name="件名")),
                ("body", models.TextField(verbose_name="本文")),
                ("created_at", models.DateTimeField(verbose_name="作成日時")),
                (
                    "state",
                    models.CharField(
                        choices=[("QUEUED", "送信待ち"), ("SENT", "送信済み"), ("FAILED", "送信不能")],
                        default="QUEUED",
                        max_length=10,
                        verbose_name="状態",
                    ),
                ),
                ("attempts", models.PositiveIntegerField(default=0, verbose_name="試行回数")),
                ("next_attempt_at", models.DateTimeField(verbose_name="次回送信日時")),
                ("sent_at", models.DateTimeField(blank=True, null=True, verbose_name="送信日時")),
                ("last_error", models.TextField(blank=True, verbose_name="直近のエラー")),
            ],
            options={
                "verbose_name": "送信メール",
                "verbose_name_plural": "送信メール",
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "QUEUED")),
                        fields=["next_attempt_at", "id"],
                        name="kernel_outgoingmail_due",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("key",), name="kernel_outgoingmail_key_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("key", ""), _negated=True),
                            models.Q(("recipient", ""), _negated=True),
                            models.Q(("sender", ""), _negated=True),
                            models.Q(("subject", ""), _negated=True),
                        ),
                        name="kernel_outgoingmail_can_be_sent",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["QUEUED", "SENT", "FAILED"])),
                        name="kernel_outgoingmail_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("sent_at__isnull", False), ("state", "SENT")),
                            models.Q(models.Q(("state", "SENT"), _negated=True), ("sent_at__isnull", True)),
                            _connector="OR",
                        ),
                        name="kernel_outgoingmail_sent_has_its_time",
                    ),
                ],
            },
        ),
        AppendOnlyTriggers("kernel_operationlog"),
        AppendOnlyTriggers("kernel_calendaryear"),
    ]
