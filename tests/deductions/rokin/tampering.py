"""The owner of the database, past the triggers of a table that only grows."""

from django.db import connection


def tampered(table: str, assignment: str, *, where: str = "TRUE") -> None:
    """Change the rows of an append-only table behind the product's back."""
    on_table = f" ON {table}" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        for event in ("change", "update"):
            cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{event}{on_table}")
        cursor.execute(f"UPDATE {table} SET {assignment} WHERE {where}")  # noqa: S608  words of our tests
        assert cursor.rowcount
