"""A password hash that breaks down while it has the password in its hands."""

from typing import ClassVar

from accounts.hashers import Argon2id


class FailingArgon2id(Argon2id):
    """Fails where the product's hash would run; only on `fails_on`, so that a test can come so far."""

    time_cost = 1
    memory_cost = 8
    fails_on: ClassVar[str] = ""

    def encode(self, password: str, salt: str) -> str:
        self._fail(password)
        encoded: str = super().encode(password, salt)
        return encoded

    def verify(self, password: str, encoded: str) -> bool:
        self._fail(password)
        verified: bool = super().verify(password, encoded)
        return verified

    def _fail(self, password: str) -> None:
        if password == self.fails_on:
            raise RuntimeError("hash broke down")
