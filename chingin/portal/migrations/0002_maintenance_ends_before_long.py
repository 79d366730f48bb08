import datetime

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("portal", "0001_initial"),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="maintenancewindow",
            constraint=models.CheckConstraint(
                condition=models.Q(ends_at__lte=models.F("starts_at") + datetime.timedelta(days=92)),
                name="portal_maintenancewindow_ends_before_long",
            ),
        ),
    ]
