from django.db import migrations, models

from chingin.kernel.append_only import AppendOnlyTriggers


class Migration(migrations.Migration):
    """No installation has confirmed requests yet: 照合値 is of the frozen rows from here on (ADR 0021)."""

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
        AppendOnlyTriggers("rokin_depositrequestline"),
    ]
