from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("certificates", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="issuanceflow",
            name="pending_hash",
            field=models.CharField(
                blank=True, max_length=64, verbose_name="送信中の認証コード(鍵付きハッシュ)"
            ),
        ),
        migrations.AddField(
            model_name="issuanceflow",
            name="pending_since",
            field=models.DateTimeField(blank=True, null=True, verbose_name="送信開始日時"),
        ),
        migrations.AddConstraint(
            model_name="issuanceflow",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("pending_hash", ""), ("pending_since__isnull", True)),
                    models.Q(
                        ("code_is_due", True),
                        ("pending_hash__regex", "^[0-9a-f]{64}$"),
                        ("pending_since__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="certificates_flow_code_is_mailed_while_due",
            ),
        ),
    ]
