from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import OuterRef, Q, Subquery

from chingin.kernel.append_only import AppendOnlyTriggers

TABLE = "groups_cycle"
NAMES = {"contract_name": "契約名", "group_name": "入金グループ名"}


def keep_names(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Cycles from before keep the names of today: nobody has written down those of their day."""
    group = apps.get_model("groups", "DepositGroup").objects.filter(pk=OuterRef("group"))
    # Within the migration's transaction: nobody finds the table without its triggers.
    triggers = AppendOnlyTriggers(TABLE)
    triggers.database_backwards("groups", schema_editor, apps, apps)
    apps.get_model("groups", "Cycle")._base_manager.update(
        contract_name=Subquery(group.values("contract__name")), group_name=Subquery(group.values("name"))
    )
    triggers.database_forwards("groups", schema_editor, apps, apps)


class Migration(migrations.Migration):
    dependencies = [
        ("groups", "0002_cycles"),
    ]

    operations = [
        *(
            migrations.AddField(
                model_name="cycle",
                name=name,
                field=models.TextField(default="", verbose_name=words),
                preserve_default=False,
            )
            for name, words in NAMES.items()
        ),
        # SQLite has built the table anew, and does so again for the constraint.
        AppendOnlyTriggers(TABLE),
        migrations.RunPython(keep_names, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="cycle",
            constraint=models.CheckConstraint(
                name="groups_cycle_keeps_its_names",
                condition=Q(("contract_name", ""), _negated=True) & Q(("group_name", ""), _negated=True),
            ),
        ),
        AppendOnlyTriggers(TABLE),
    ]
