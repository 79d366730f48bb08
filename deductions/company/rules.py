"""How one employee's deduction moved (異動区分 of 企業宛控除依頼書)."""

from chingin.kernel.corefile.movements import Movement


def movement(*, previous: int, total: int) -> Movement:
    """By the yen of all of the employee's lines together: the company deducts one sum."""
    if total == previous:
        return Movement.CONTINUED
    if previous == 0:
        return Movement.NEW
    return Movement.CANCELLED if total == 0 else Movement.CHANGED
