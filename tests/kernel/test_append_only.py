"""History only grows: by the model, and by the database when the model is passed by."""

from datetime import datetime

import pytest
from django.apps import apps
from django.db import IntegrityError, connection
from django.db.migrations.state import ProjectState

from chingin.kernel.append_only import AppendOnly, AppendOnlyTriggers, AppendOnlyViolation
from chingin.kernel.clock import JST
from chingin.kernel.models import CalendarYear

AT = datetime(2026, 11, 21, 9, 0, tzinfo=JST)
HISTORY = [model for model in apps.get_models() if issubclass(model, AppendOnly)]


@pytest.fixture
def year(db: None) -> CalendarYear:
    return CalendarYear.objects.create(year=2028, confirmed_by="操作員", confirmed_at=AT)


def run(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def test_a_row_is_added(year: CalendarYear) -> None:
    assert CalendarYear.objects.get().confirmed_by == "操作員"


def test_a_stored_row_is_not_saved_again(year: CalendarYear) -> None:
    year.confirmed_by = "別人"

    with pytest.raises(AppendOnlyViolation, match="CalendarYear is append-only"):
        year.save()


def test_a_new_row_never_replaces_one_with_the_same_key(year: CalendarYear) -> None:
    with pytest.raises(IntegrityError, match=r"unique|UNIQUE"):
        CalendarYear(pk=year.pk, year=2029, confirmed_by="別人", confirmed_at=AT).save()


def test_a_row_is_not_deleted(year: CalendarYear) -> None:
    with pytest.raises(AppendOnlyViolation):
        year.delete()


def test_a_set_is_not_updated(year: CalendarYear) -> None:
    with pytest.raises(AppendOnlyViolation):
        CalendarYear.objects.all().update(confirmed_by="別人")


def test_a_set_is_not_updated_row_by_row(year: CalendarYear) -> None:
    with pytest.raises(AppendOnlyViolation):
        CalendarYear.objects.bulk_update([year], ["confirmed_by"])


def test_a_set_is_not_deleted(year: CalendarYear) -> None:
    with pytest.raises(AppendOnlyViolation):
        CalendarYear.objects.all().delete()


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE kernel_calendaryear SET confirmed_by = 'x'",
        "DELETE FROM kernel_calendaryear",
        """INSERT INTO kernel_calendaryear (year, confirmed_by, confirmed_at)
        VALUES (2028, 'x', '2026-11-21 00:00Z') ON CONFLICT (year) DO UPDATE SET confirmed_by = 'x'""",
    ],
)
def test_the_database_refuses_whatever_passes_the_model_by(year: CalendarYear, sql: str) -> None:
    with pytest.raises(IntegrityError, match="kernel_calendaryear is append-only"):
        run(sql)


@pytest.mark.postgresql
def test_the_database_refuses_to_empty_the_table(year: CalendarYear) -> None:
    run("ALTER TABLE kernel_calendaryear ENABLE TRIGGER kernel_calendaryear_no_truncate")

    with pytest.raises(IntegrityError, match="TRUNCATE refused"):
        run("TRUNCATE kernel_calendaryear")


def triggers(table: str) -> set[str]:
    sql = {
        "postgresql": "SELECT tgname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid"
        " WHERE relname = %s AND NOT tgisinternal",
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s",
    }
    with connection.cursor() as cursor:
        cursor.execute(sql[connection.vendor], [table])
        return {name for (name,) in cursor.fetchall()}


@pytest.mark.django_db
@pytest.mark.parametrize("model", HISTORY, ids=lambda model: model._meta.label)
def test_every_append_only_table_has_its_triggers(model: type[AppendOnly]) -> None:
    endings = {"postgresql": ("change", "truncate"), "sqlite": ("update", "delete")}[connection.vendor]
    table = model._meta.db_table

    assert triggers(table) >= {f"{table}_no_{ending}" for ending in endings}


@pytest.mark.django_db(transaction=True)
def test_the_operation_can_be_repeated_and_undone() -> None:
    operation, state = AppendOnlyTriggers("scratch"), ProjectState()
    run("CREATE TABLE scratch (id integer)")
    run("INSERT INTO scratch VALUES (1)")

    for _ in range(2):
        with connection.schema_editor() as editor:
            operation.state_forwards("kernel", state)
            operation.database_forwards("kernel", editor, state, state)
    with pytest.raises(IntegrityError, match="scratch is append-only"):
        run("DELETE FROM scratch")

    with connection.schema_editor() as editor:
        operation.database_backwards("kernel", editor, state, state)
    assert triggers("scratch") == set()
    run("DELETE FROM scratch")
    run("DROP TABLE scratch")


def test_the_operation_says_what_it_does() -> None:
    operation = AppendOnlyTriggers("deductions_line")

    assert operation.describe() == "Make deductions_line append-only"
    assert operation.migration_name_fragment == "deductions_line_append_only"
    assert operation.deconstruct() == ("AppendOnlyTriggers", ("deductions_line",), {})
