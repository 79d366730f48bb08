"""What a deposit group (入金グループ) is made of."""

from typing import Final

# Eight zeros stand in the bank's files for "no group" (事業主), so no group has them.
GROUP_NUMBER_PATTERN: Final = r"\A[0-9]{8}\Z"
NO_GROUP: Final = "00000000"
MAX_NAME_LENGTH: Final = 40
MAX_EMPLOYEE_NUMBER_DIGITS: Final = 10  # the width of 職員番号 in every file
