import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from chingin.kernel.append_only import AppendOnlyTriggers


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Certificate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("ordinal", models.PositiveIntegerField(verbose_name="発行回数")),
                ("common_name", models.CharField(max_length=12, verbose_name="ユーザーID")),
                ("contract_number", models.CharField(max_length=8, verbose_name="契約番号")),
                ("serial", models.CharField(max_length=40, unique=True, verbose_name="シリアル番号")),
                (
                    "fingerprint",
                    models.CharField(max_length=64, unique=True, verbose_name="SHA-256フィンガープリント"),
                ),
                ("generation", models.PositiveIntegerField(verbose_name="発行局の世代")),
                ("not_before", models.DateTimeField(verbose_name="有効期間開始")),
                ("not_after", models.DateTimeField(verbose_name="有効期間終了")),
                ("last_day", models.DateField(verbose_name="有効期限")),
                ("pem", models.TextField(verbose_name="証明書")),
                ("issued_at", models.DateTimeField(verbose_name="発行日時")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="certificates",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="ユーザー",
                    ),
                ),
            ],
            options={
                "verbose_name": "電子証明書",
                "verbose_name_plural": "電子証明書",
            },
        ),
        migrations.CreateModel(
            name="FirstUse",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="初回利用日時")),
                (
                    "certificate",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="first_use",
                        to="certificates.certificate",
                        verbose_name="電子証明書",
                    ),
                ),
            ],
            options={
                "verbose_name": "初回利用",
                "verbose_name_plural": "初回利用",
            },
        ),
        migrations.CreateModel(
            name="IssuanceFlow",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("CODE_SENT", "②認証コード入力"),
                            ("CODE_RIGHT", "③発行"),
                            ("ISSUED", "⑤発行結果"),
                            ("DOWNLOADED", "⑥インポート"),
                            ("ABANDONED", "中断"),
                        ],
                        default="CODE_SENT",
                        max_length=10,
                        verbose_name="状態",
                    ),
                ),
                ("browser_hash", models.CharField(max_length=64, verbose_name="ブラウザ(ハッシュ)")),
                ("started_at", models.DateTimeField(verbose_name="開始日時")),
                (
                    "code_hash",
                    models.CharField(blank=True, max_length=64, verbose_name="認証コード(鍵付きハッシュ)"),
                ),
                ("code_wanted_at", models.DateTimeField(verbose_name="送信依頼日時")),
                ("code_is_due", models.BooleanField(default=True, verbose_name="送信待ち")),
                ("code_sent_at", models.DateTimeField(blank=True, null=True, verbose_name="送信日時")),
                ("tries", models.PositiveSmallIntegerField(default=0, verbose_name="入力回数")),
                ("sends", models.PositiveSmallIntegerField(default=1, verbose_name="送信依頼回数")),
                (
                    "certificate",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="issuance",
                        to="certificates.certificate",
                        verbose_name="電子証明書",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="issuances",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="ユーザー",
                    ),
                ),
            ],
            options={
                "verbose_name": "電子証明書の発行手続き",
                "verbose_name_plural": "電子証明書の発行手続き",
            },
        ),
        migrations.CreateModel(
            name="Notice",
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
                            ("renewable", "有効期限のお知らせ"),
                            ("expired", "有効期限が過ぎたお知らせ"),
                        ],
                        max_length=10,
                        verbose_name="種類",
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="作成日時")),
                (
                    "certificate",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notices",
                        to="certificates.certificate",
                        verbose_name="電子証明書",
                    ),
                ),
            ],
            options={
                "verbose_name": "有効期限のお知らせ",
                "verbose_name_plural": "有効期限のお知らせ",
            },
        ),
        migrations.CreateModel(
            name="Revocation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="失効日時")),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("USER_DELETED", "利用者削除"),
                            ("BANK_REQUEST", "失効依頼"),
                            ("SUPERSEDED", "更新"),
                            ("COMPROMISED", "漏えいのおそれ"),
                        ],
                        max_length=12,
                        verbose_name="失効理由",
                    ),
                ),
                ("by_user_id", models.TextField(verbose_name="操作者")),
                (
                    "certificate",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="revocation",
                        to="certificates.certificate",
                        verbose_name="電子証明書",
                    ),
                ),
            ],
            options={
                "verbose_name": "失効",
                "verbose_name_plural": "失効",
            },
        ),
        migrations.AddIndex(
            model_name="certificate",
            index=models.Index(fields=["last_day"], name="certificates_by_last_day"),
        ),
        migrations.AddConstraint(
            model_name="certificate",
            constraint=models.UniqueConstraint(
                fields=("user", "ordinal"), name="certificates_one_after_another"
            ),
        ),
        migrations.AddConstraint(
            model_name="certificate",
            constraint=models.CheckConstraint(
                condition=models.Q(("ordinal__gte", 1)), name="certificates_counted_from_one"
            ),
        ),
        migrations.AddConstraint(
            model_name="certificate",
            constraint=models.CheckConstraint(
                condition=models.Q(("not_before__lt", models.F("not_after"))),
                name="certificates_validity_runs_forward",
            ),
        ),
        migrations.AddConstraint(
            model_name="certificate",
            constraint=models.CheckConstraint(
                condition=models.Q(("generation__gte", 1)), name="certificates_generation_counted_from_one"
            ),
        ),
        migrations.AddConstraint(
            model_name="certificate",
            constraint=models.CheckConstraint(
                condition=models.Q(("serial__regex", "^[0-9A-F]{40}$")),
                name="certificates_serial_is_40_hex_digits",
            ),
        ),
        migrations.AddConstraint(
            model_name="certificate",
            constraint=models.CheckConstraint(
                condition=models.Q(("fingerprint__regex", "^[0-9a-f]{64}$")),
                name="certificates_fingerprint_is_64_hex_digits",
            ),
        ),
        migrations.AddConstraint(
            model_name="certificate",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("common_name", ""), _negated=True), ("contract_number__regex", "\\A[0-9]{8}\\Z")
                ),
                name="certificates_names_its_holder",
            ),
        ),
        migrations.AddConstraint(
            model_name="certificate",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("pem__startswith", "-----BEGIN CERTIFICATE-----"),
                    models.Q(("pem__contains", "PRIVATE KEY"), _negated=True),
                ),
                name="certificates_pem_is_a_certificate",
            ),
        ),
        migrations.AddConstraint(
            model_name="issuanceflow",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["CODE_SENT", "CODE_RIGHT", "ISSUED", "DOWNLOADED", "ABANDONED"])
                ),
                name="certificates_flow_state_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="issuanceflow",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ("CODE_SENT", "CODE_RIGHT"))),
                fields=("user",),
                name="certificates_flow_one_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="issuanceflow",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("browser_hash__regex", "^[0-9a-f]{64}$"), ("code_hash__regex", "^([0-9a-f]{64})?$")
                ),
                name="certificates_flow_hashes_are_hashes",
            ),
        ),
        migrations.AddConstraint(
            model_name="issuanceflow",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state", "CODE_SENT"),
                    models.Q(("code_hash", ""), ("code_is_due", False)),
                    _connector="OR",
                ),
                name="certificates_flow_code_only_while_awaited",
            ),
        ),
        migrations.AddConstraint(
            model_name="issuanceflow",
            constraint=models.CheckConstraint(
                condition=models.Q(("code_hash", ""), ("code_sent_at__isnull", False), _connector="OR"),
                name="certificates_flow_code_was_sent",
            ),
        ),
        migrations.AddConstraint(
            model_name="issuanceflow",
            constraint=models.CheckConstraint(
                condition=models.Q(("tries__lte", 5)), name="certificates_flow_tries_are_limited"
            ),
        ),
        migrations.AddConstraint(
            model_name="issuanceflow",
            constraint=models.CheckConstraint(
                condition=models.Q(("sends__gte", 1), ("sends__lte", 10)),
                name="certificates_flow_sends_are_limited",
            ),
        ),
        migrations.AddConstraint(
            model_name="issuanceflow",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("certificate__isnull", False), ("state__in", ("ISSUED", "DOWNLOADED"))),
                    models.Q(
                        models.Q(("state__in", ("ISSUED", "DOWNLOADED")), _negated=True),
                        ("certificate__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="certificates_flow_has_what_it_issued",
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.UniqueConstraint(
                fields=("certificate", "kind"), name="certificates_notice_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["renewable", "expired"])),
                name="certificates_notice_kind_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="revocation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("reason__in", ["USER_DELETED", "BANK_REQUEST", "SUPERSEDED", "COMPROMISED"])
                ),
                name="certificates_revocation_reason_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="revocation",
            constraint=models.CheckConstraint(
                condition=models.Q(("by_user_id", ""), _negated=True), name="certificates_revocation_says_who"
            ),
        ),
        AppendOnlyTriggers("certificates_certificate"),
        AppendOnlyTriggers("certificates_revocation"),
        AppendOnlyTriggers("certificates_firstuse"),
        AppendOnlyTriggers("certificates_notice"),
    ]
