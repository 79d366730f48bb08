"""Guards against secrets that stray into the operation log, a task's arguments or a stored mail."""

import re
from typing import Final

# Found anywhere in a name.
_TELLING: Final = re.compile(
    r"password|passwd|passphrase|secret|token|credential|private_?key|pkcs12|パスワード|パスフレーズ|暗証|認証コード|秘密鍵",
    re.IGNORECASE,
)
# Telling only as a whole word: "pin" is a secret, "shipping" is none.
_WORDS: Final = frozenset({"otp", "pin", "p12", "totp"})
# `branch_code` is no secret, and `issuance_code=pk` names a row; these are what people type.
_NAMES: Final = frozenset(
    {
        "code",
        "auth_code",
        "authentication_code",
        "login_code",
        "one_time_code",
        "recovery_code",
        "verification_code",
    }
)


class SecretRefused(ValueError):
    """A programmer's mistake: a value by this name may not be stored or sent on."""


def refuse_secret(name: str) -> None:
    """Raise SecretRefused when a value of this name is likely to be a secret."""
    lowered = name.lower()
    if lowered in _NAMES or not _WORDS.isdisjoint(lowered.split("_")) or _TELLING.search(name):
        raise SecretRefused(f"{name!r} looks like a secret")
