"""Kind 12 (一斉積立): movements of two amounts, accounts once, savings only."""

import pytest

from tests.kernel.corefile.samples import SAVINGS, edited, found, records

DISAGREES = "E3013"


@pytest.mark.parametrize(
    ("movement", "now", "before", "agrees"),
    [
        ("0", (3000, 7000), (3000, 7000), True),
        ("0", (3000, 7000), (3000, 0), False),
        ("1", (3000, 7000), (0, 0), True),
        ("1", (3000, 7000), (0, 7000), False),
        ("2", (3000, 7000), (3000, 0), True),
        ("2", (3000, 7000), (2000, 7000), True),
        ("2", (3000, 7000), (3000, 7000), False),
        ("3", (0, 0), (3000, 7000), True),
        ("3", (0, 7000), (3000, 7000), False),
        ("4", (3000, 7000), (0, 0), True),
        ("5", (3000, 0), (3000, 0), False),
    ],
)
def test_both_amounts_follow_the_movement(
    movement: str, now: tuple[int, int], before: tuple[int, int], agrees: bool
) -> None:
    fields = {
        "movement": movement,
        "monthly": f"{now[0]:010}",
        "bonus": f"{now[1]:010}",
        "previous_monthly": f"{before[0]:010}",
        "previous_bonus": f"{before[1]:010}",
    }

    wrong = [label for record, label, code in found(edited(SAVINGS, 2, **fields)) if code == DISAGREES]

    assert wrong == ([] if agrees else ["月例額"])


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"subject": "50"}, ("科目", "E3011")),
        ({"matures_on": "00000000"}, ("満期日", "E3010")),
        ({"movement": "9"}, ("異動区分", "E3011")),
    ],
)
def test_a_faulty_field_is_named(fields: dict[str, str], named: tuple[str, str]) -> None:
    assert found(edited(SAVINGS, 2, **fields)) == [(2, *named)]


def test_an_account_stands_in_a_set_once() -> None:
    first = records(SAVINGS)[1]
    account = {"branch": first[91:94], "subject": first[94:96], "account_number": first[96:103]}

    assert found(edited(SAVINGS, 4, **account)) == [(4, "口座番号", "E3014")]
