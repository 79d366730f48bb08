from django.db import migrations, models


class Migration(migrations.Migration):
    """What the bank sends was always read so; no installation exists where the web wrote otherwise."""

    dependencies = [
        ("groups", "0003_cycle_names"),
        ("rokin", "0004_kept_history"),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="deductionline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("end_month", ""), ("end_month__gte", models.F("start_month")), _connector="OR"),
                    models.Q(
                        ("requested_end_month", ""),
                        ("requested_end_month__gte", models.F("start_month")),
                        _connector="OR",
                    ),
                ),
                name="rokin_line_ends_after_it_begins",
            ),
        ),
    ]
