"""The employees of the demo's groups: invented names, the same at each start."""

import random
from dataclasses import dataclass
from typing import Final

# Kanji and half-width kana, as the bank writes them: small kana are large.
_FAMILIES: Final = (
    ("佐藤", "ｻﾄｳ"),
    ("鈴木", "ｽｽﾞｷ"),
    ("髙橋", "ﾀｶﾊｼ"),
    ("田中", "ﾀﾅｶ"),
    ("伊藤", "ｲﾄｳ"),
    ("渡邉", "ﾜﾀﾅﾍﾞ"),
    ("山﨑", "ﾔﾏｻﾞｷ"),
    ("中村", "ﾅｶﾑﾗ"),
    ("小林", "ｺﾊﾞﾔｼ"),
    ("加藤", "ｶﾄｳ"),
    ("吉田", "ﾖｼﾀﾞ"),
    ("長谷川", "ﾊｾｶﾞﾜ"),
    ("木村", "ｷﾑﾗ"),
    ("斎藤", "ｻｲﾄｳ"),
    ("清水", "ｼﾐｽﾞ"),
    ("五十嵐", "ｲｶﾞﾗｼ"),
)
_GIVEN: Final = (
    ("太郎", "ﾀﾛｳ"),
    ("花子", "ﾊﾅｺ"),
    ("翔太", "ｼﾖｳﾀ"),
    ("優子", "ﾕｳｺ"),
    ("大輔", "ﾀﾞｲｽｹ"),
    ("恵", "ﾒｸﾞﾐ"),
    ("龍之介", "ﾘﾕｳﾉｽｹ"),
    ("愛", "ｱｲ"),
    ("健一", "ｹﾝｲﾁ"),
    ("京子", "ｷﾖｳｺ"),
    ("拓也", "ﾀｸﾔ"),
    ("美咲", "ﾐｻｷ"),
)
_FIRST: Final = 1000
_STEP: Final = 7  # numbers of people who left are not given again
_DEPARTMENTS: Final = ("001", "002", "003", "004")


@dataclass(frozen=True, slots=True)
class Person:
    """One employee (職員) of a group."""

    number: str
    name: str
    name_kana: str
    department: str


def people_of(group: str, count: int) -> tuple[Person, ...]:
    """So many employees of the group of this number."""
    dice = random.Random(f"people {group}")  # noqa: S311  nothing secret about it
    return tuple(_person(dice, place) for place in range(count))


def _person(dice: random.Random, place: int) -> Person:
    family, family_kana = dice.choice(_FAMILIES)
    given, given_kana = dice.choice(_GIVEN)
    return Person(
        number=f"{_FIRST + place * _STEP:06}",
        name=f"{family}　{given}",
        name_kana=f"{family_kana} {given_kana}",
        department=_DEPARTMENTS[place % len(_DEPARTMENTS)],
    )
