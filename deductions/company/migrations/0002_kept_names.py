from django.db import migrations, models

from chingin.kernel.append_only import AppendOnlyTriggers

NAMES = {"contract_name": "契約名", "group_name": "入金グループ名"}


class Migration(migrations.Migration):
    """No installation has results yet: there is nothing to fill in."""

    dependencies = [
        ("company", "0001_results"),
    ]

    operations = [
        *(
            migrations.AddField(
                model_name="cycleresults",
                name=name,
                field=models.TextField(default="", verbose_name=words),
                preserve_default=False,
            )
            for name, words in NAMES.items()
        ),
        # SQLite has built the table anew.
        AppendOnlyTriggers("company_cycleresults"),
    ]
