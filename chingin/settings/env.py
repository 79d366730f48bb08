"""Reads CHINGIN_* environment variables; every mistake stops the start and names the variable.

All mistakes are collected and reported at once by `finish()`, so that an operator mends them in one go.
"""

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final, TypeVar
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from chingin.kernel.os_errors import reason

PREFIX: Final = "CHINGIN_"
# The names of certificates.x509.KeyKind and certificates.pkcs12.Profile, which settings cannot import.
CLIENT_KEY_KINDS: Final = ("P256", "RSA2048")
PKCS12_PROFILES: Final = ("MODERN", "LEGACY")
T = TypeVar("T")


class Env:
    """A reader over the environment. `X` may also be given as `X_FILE`, the path of a secret file."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ
        self._known: set[str] = set()
        self._mistakes: list[str] = []

    def text(self, name: str, *, default: str | None = None, min_length: int = 1) -> str:
        """The value as typed; `default=None` makes the variable compulsory."""
        value = self._raw(name)
        if value is None:
            return self._default(name, default, empty="")
        if len(value) < min_length:
            self._mistakes.append(f"{PREFIX}{name} は {min_length} 文字以上で設定してください。")
        return value

    def integer(self, name: str, *, default: int, low: int, high: int) -> int:
        """A whole number from `low` to `high`."""
        return self._parsed(
            name, default, lambda text: _whole(text, low, high), f"{low}~{high} の整数", empty=low
        )

    def boolean(self, name: str, *, default: bool) -> bool:
        """`yes` or `no`, nothing else."""
        return self._parsed(
            name, default, {"yes": True, "no": False}.__getitem__, "yes または no", empty=False
        )

    def choice(self, name: str, *, default: str, choices: tuple[str, ...]) -> str:
        """One of `choices`, letter for letter."""
        return self._parsed(name, default, {c: c for c in choices}.__getitem__, " / ".join(choices), empty="")

    def origin(self, name: str, *, default: str | None = None) -> str:
        """`https://host` or `https://host:port`, without a path."""
        return self._parsed(name, default, _origin, "https://ホスト名[:ポート](パスなし)", empty="")

    def path(self, name: str, *, default: Path | None = None) -> Path:
        """An absolute path."""
        return self._parsed(name, default, _absolute, "絶対パス", empty=Path("/nonexistent"))

    def finish(self) -> None:
        """Raise ImproperlyConfigured naming every missing, malformed and unknown CHINGIN_ variable."""
        known = self._known | {name + "_FILE" for name in self._known}
        for name in sorted(self._environ):
            if name.startswith(PREFIX) and name not in known:
                self._mistakes.append(f"{name} は未知の環境変数です。つづりを確認してください。")
        if self._mistakes:
            raise ImproperlyConfigured("環境変数に誤りがあります。\n- " + "\n- ".join(self._mistakes))

    def _parsed(self, name: str, default: T | None, parse: Callable[[str], T], shape: str, *, empty: T) -> T:
        value = self._raw(name)
        if value is None:
            return self._default(name, default, empty=empty)
        try:
            return parse(value)
        except (ValueError, KeyError):
            self._mistakes.append(
                f"{PREFIX}{name} の値 {value!r} が正しくありません。{shape}で設定してください。"
            )
            return empty

    def _default(self, name: str, default: T | None, *, empty: T) -> T:
        """`empty` only fills the place until `finish()` stops the start."""
        if default is not None:
            return default
        self._mistakes.append(f"{PREFIX}{name} が設定されていません。")
        return empty

    def _raw(self, name: str) -> str | None:
        key = PREFIX + name
        self._known.add(key)
        if (file := self._environ.get(key + "_FILE")) is None:
            return self._environ.get(key)
        if key in self._environ:
            self._mistakes.append(
                f"{key} と {key}_FILE の両方が設定されています。どちらか一方にしてください。"
            )
        try:
            return Path(file).read_text(encoding="utf-8").rstrip("\r\n")
        except OSError as error:
            self._mistakes.append(f"{key}_FILE のファイル {file} を読めません({reason(error)})。")
            return ""


def _whole(text: str, low: int, high: int) -> int:
    number = int(text)
    if not low <= number <= high:
        raise ValueError(text)
    return number


def _origin(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme != "https" or not parts.hostname or text != f"https://{parts.netloc}" or "@" in text:
        raise ValueError(text)
    _ = parts.port  # raises ValueError when it is not a number from 0 to 65535
    return text


def _absolute(text: str) -> Path:
    path = Path(text)
    if not path.is_absolute():
        raise ValueError(text)
    return path


def process_env() -> Env:
    """The environment of this process."""
    return Env(os.environ)
