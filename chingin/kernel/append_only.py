"""Tables that only grow: history is corrected by a new row, never by changing an old one."""

from collections.abc import Sequence
from typing import Any, Final, NoReturn, TypeVar

from django.apps.registry import Apps
from django.db import models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

Row = TypeVar("Row", bound=models.Model)

_POSTGRESQL: Final = (
    # restrict_violation (23001): Django raises IntegrityError, as on SQLite.
    """CREATE OR REPLACE FUNCTION "{table}_refuse_change"() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION '{table} is append-only: % refused', TG_OP USING ERRCODE = 'restrict_violation';
    END $$""",
    'DROP TRIGGER IF EXISTS "{table}_no_change" ON "{table}"',
    """CREATE TRIGGER "{table}_no_change" BEFORE UPDATE OR DELETE ON "{table}"
    FOR EACH ROW EXECUTE FUNCTION "{table}_refuse_change"()""",
    'DROP TRIGGER IF EXISTS "{table}_no_truncate" ON "{table}"',
    """CREATE TRIGGER "{table}_no_truncate" BEFORE TRUNCATE ON "{table}"
    FOR EACH STATEMENT EXECUTE FUNCTION "{table}_refuse_change"()""",
)
_POSTGRESQL_AWAY: Final = (
    'DROP TRIGGER "{table}_no_change" ON "{table}"',
    'DROP TRIGGER "{table}_no_truncate" ON "{table}"',
    'DROP FUNCTION "{table}_refuse_change"()',
)
_SQLITE: Final = tuple(
    sql
    for event in ("update", "delete")
    for sql in (
        f'DROP TRIGGER IF EXISTS "{{table}}_no_{event}"',
        f"""CREATE TRIGGER "{{table}}_no_{event}" BEFORE {event.upper()} ON "{{table}}"
        BEGIN SELECT RAISE(ABORT, '{{table}} is append-only: {event.upper()} refused'); END""",
    )
)
_SQLITE_AWAY: Final = ('DROP TRIGGER "{table}_no_update"', 'DROP TRIGGER "{table}_no_delete"')
_FORWARDS: Final = {"postgresql": _POSTGRESQL, "sqlite": _SQLITE}
_BACKWARDS: Final = {"postgresql": _POSTGRESQL_AWAY, "sqlite": _SQLITE_AWAY}


class AppendOnlyViolation(TypeError):
    """A programmer's mistake: changing or deleting what may only be added."""


def _refuse(what: object) -> NoReturn:
    raise AppendOnlyViolation(f"{what} is append-only")


class AppendOnlyQuerySet(models.QuerySet[Row]):
    """Reads and inserts; inherit from it to add words of the domain."""

    def update(self, **_values: object) -> int:
        """Refuse."""
        _refuse(self.model.__name__)

    def delete(self) -> tuple[int, dict[str, int]]:
        """Refuse."""
        _refuse(self.model.__name__)

    def bulk_update(self, _rows: object, _fields: object, batch_size: int | None = None) -> int:
        """Refuse."""
        _refuse(self.model.__name__)


class AppendOnly(models.Model):
    """A row that is written once. Past this class stand the AppendOnlyTriggers of its table."""

    class Meta:
        abstract = True

    def save(self, **options: Any) -> None:
        """Insert; refuse when the row stands already."""
        if not self._state.adding:
            _refuse(self._meta.object_name)
        super().save(**{**options, "force_insert": True})

    def delete(self, **_options: Any) -> tuple[int, dict[str, int]]:  # type: ignore[override]
        """Refuse."""
        _refuse(self._meta.object_name)


class AppendOnlyTriggers(Operation):
    """Migration operation: the database itself refuses UPDATE, DELETE and (PostgreSQL) TRUNCATE on `table`.

    Running it again is harmless, and needed on SQLite after an operation that alters the table: Django
    builds such a table anew there, and the triggers go with the old one.
    """

    reversible = True
    reduces_to_sql = True

    def __init__(self, table: str) -> None:
        self.table = table

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Nothing: triggers are no part of Django's picture of the tables."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState | Apps,
        to_state: ProjectState | Apps,
    ) -> None:
        """Put the triggers on the table."""
        self._run(schema_editor, _FORWARDS[schema_editor.connection.vendor])

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState | Apps,
        to_state: ProjectState | Apps,
    ) -> None:
        """Take the triggers away."""
        self._run(schema_editor, _BACKWARDS[schema_editor.connection.vendor])

    def describe(self) -> str:
        """What `migrate` prints."""
        return f"Make {self.table} append-only"

    @property
    def migration_name_fragment(self) -> str:
        """For the automatic name of a migration."""
        return f"{self.table}_append_only"

    def _run(self, schema_editor: BaseDatabaseSchemaEditor, statements: Sequence[str]) -> None:
        for statement in statements:
            schema_editor.execute(statement.format(table=self.table), params=None)
