from typing import Any

import django.db.models.deletion
from django.db import migrations, models

from chingin.kernel.append_only import AppendOnlyTriggers

WORDS: "dict[str, models.Field[Any, Any]]" = {
    "at": models.DateTimeField(verbose_name="日時"),
    "user_id": models.TextField(verbose_name="ユーザーID"),
    "user_name": models.TextField(verbose_name="ユーザー名"),
}
NAMES = {"bank_name": "金融機関名", "contract_name": "契約名", "group_name": "入金グループ名"}


class Migration(migrations.Migration):
    """No installation has a request yet: there is nothing to fill in."""

    dependencies = [
        ("rokin", "0003_transmitted"),
    ]

    operations = [
        *(
            migrations.AddField(
                model_name="depositrequest",
                name=name,
                field=models.TextField(default="", verbose_name=words),
                preserve_default=False,
            )
            for name, words in NAMES.items()
        ),
        # SQLite has built the table anew.
        AppendOnlyTriggers("rokin_depositrequest"),
        *(
            migrations.AlterField(model_name=model, name=name, field=field)
            for model in ("requestundoing", "requestsubmission", "requestacceptance")
            for name, field in WORDS.items()
        ),
        migrations.CreateModel(
            name="ConfirmedUpdate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("1", "新規"),
                            ("2", "変更"),
                            ("3", "解除"),
                            ("4", "中止"),
                            ("5", "中止解除"),
                        ],
                        max_length=1,
                        verbose_name="更新区分",
                    ),
                ),
                ("amount_before", models.BigIntegerField(verbose_name="変更前金額")),
                ("amount_after", models.BigIntegerField(verbose_name="変更後金額")),
                (
                    "reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("01", "支給なし(休職・欠勤)"),
                            ("02", "支給額不足"),
                            ("03", "退職"),
                            ("04", "組合脱退・異動"),
                            ("05", "本人申出"),
                            ("06", "現金持参"),
                            ("07", "金額相違"),
                            ("99", "その他"),
                        ],
                        max_length=2,
                        verbose_name="中止理由",
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="操作日時")),
                ("user_id", models.TextField(verbose_name="ユーザーID")),
                (
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="confirmed_updates",
                        to="rokin.deductionline",
                        verbose_name="明細",
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="updates",
                        to="rokin.depositrequest",
                        verbose_name="依頼書",
                    ),
                ),
            ],
            options={
                "verbose_name": "確定した更新明細",
                "verbose_name_plural": "確定した更新明細",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["1", "2", "3", "4", "5"]),
                            models.Q(("user_id", ""), _negated=True),
                        ),
                        name="rokin_confirmedupdate_says_what_and_who",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("kind__in", ["4", "5"]),
                                ("reason__in", ["01", "02", "03", "04", "05", "06", "07", "99"]),
                            ),
                            models.Q(
                                models.Q(("kind__in", ["4", "5"]), _negated=True),
                                ("reason", ""),
                            ),
                            _connector="OR",
                        ),
                        name="rokin_confirmedupdate_stops_have_a_reason",
                    ),
                ],
            },
        ),
        AppendOnlyTriggers("rokin_confirmedupdate"),
    ]
