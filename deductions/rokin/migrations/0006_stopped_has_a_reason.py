from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("rokin", "0005_line_ends_after_it_begins"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="depositrequestline",
            name="rokin_depositrequestline_stopped_or_whole",
        ),
        migrations.AddConstraint(
            model_name="depositrequestline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("amount__range", (0, 9999999999)),
                    models.Q(
                        models.Q(
                            models.Q(("update", "4"), _negated=True),
                            ("deposit", models.F("amount")),
                            ("stop_reason", ""),
                        ),
                        models.Q(
                            ("amount__gt", 0),
                            ("deposit", 0),
                            ("stop_reason__in", ["01", "02", "03", "04", "05", "06", "07", "99"]),
                            ("update", "4"),
                        ),
                        _connector="OR",
                    ),
                ),
                name="rokin_depositrequestline_stopped_or_whole",
            ),
        ),
    ]
