"""Regular expressions that constraints of several tables share."""

from typing import Final

# As hashlib's hexdigest writes it.
SHA256: Final = r"\A[0-9a-f]{64}\Z"
