"""Password hashes for tests: the product's Argon2id, so cheap that thousands of guesses take no time."""

from typing import ClassVar

from django.db import connection

from accounts.hashers import Argon2id


class FastArgon2id(Argon2id):
    """The product's hash with the smallest parameters that Argon2 allows."""

    time_cost = 1
    memory_cost = 8


class CountingArgon2id(FastArgon2id):
    """Notes each run: the hash that a password was compared with, or "new" for one that was made."""

    runs: ClassVar[list[str]] = []

    def encode(self, password: str, salt: str) -> str:
        """Make a hash."""
        self.runs.append("new")
        return super().encode(password, salt)

    def verify(self, password: str, encoded: str) -> bool:
        """Compare with a hash."""
        self.runs.append(encoded)
        return super().verify(password, encoded)


class WorkerDied(BaseException):
    """The process ends in the middle of a hash."""


class DyingArgon2id(FastArgon2id):
    """A hash that does not live to tell its result."""

    def verify(self, password: str, encoded: str) -> bool:
        """Die."""
        raise WorkerDied


class DisconnectingArgon2id(FastArgon2id):
    """A hash during which PostgreSQL ends this thread's connection."""

    def verify(self, password: str, encoded: str) -> bool:
        """Lose the database, then go on."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
        return super().verify(password, encoded)
