"""Kana names (カナ氏名) in the half-width canonical form of the banks, and how two of them compare."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Final

from chingin.kernel.errors import Refusal
from chingin.kernel.messages import Message, register

from .characters import characters
from .kana_table import CANONICAL, CONVERSION, SEMI_VOICED, TAKES_MARK, VOICED

# A name cut by a narrower field of some other system is at least this long.
_SHORTEST_CUT: Final = 15

# For constraints of the database: the characters of the canonical form, at least one, no space at the ends.
# Where ﾞ and ﾟ may stand, `is_canonical` alone says.
KANA_PATTERN: Final = rf"\A(?! )[{CANONICAL.replace('-', '')}-]+(?<! )\Z"

_SPACING: Final = {"\u3099": "゛", "\u309a": "゜"}

KANA_NOT_ALLOWED: Final = Message(
    "E1080",
    "カナ氏名の{position}文字目の「{character}」は使用できません。",
    cause=(
        "カナ氏名に使用できるのは、カナ、英字、数字、空白と記号 ( ) - . だけです。"
        "濁点はウ・カ行・サ行・タ行・ハ行、半濁点はハ行の後にだけ使用できます。"
    ),
    remedy="この文字を、使用できる文字に直してください。",
)
register(KANA_NOT_ALLOWED)


class KanaError(Refusal):
    """A character that no kana name may hold. `position` counts from 1, as people count the text as given."""

    message = KANA_NOT_ALLOWED

    def __init__(self, *, character: str, position: int) -> None:
        self.character, self.position = character, position
        super().__init__(character=_visible(character), position=position)


class KanaAgreement(StrEnum):
    """What the comparison of two kana names found; the value is what the list of disagreements prints."""

    AGREES = "一致"
    AGREES_WITH_NOTE = "空白・長音差"
    VOICED_MARK = "濁点差"
    TRUNCATED = "切捨て"
    FAMILY_NAME_ONLY = "姓のみ相違"
    DIFFERENT = "不一致"

    @property
    def agrees(self) -> bool:
        """Only these two may pass; on a merely similar name nothing is ever posted."""
        return self in {KanaAgreement.AGREES, KanaAgreement.AGREES_WITH_NOTE}


def canonical_kana(text: str) -> str:
    """The half-width canonical form of a name typed in full width, hiragana, small kana, lower case …

    Spaces at the ends go, those within stay. KanaError names the first character that cannot be converted,
    and a voiced mark after a kana that takes none.
    """
    canonical = ""
    for position, char in _code_points(text):
        piece = CONVERSION.get(char)
        if piece is None or not _may_follow(canonical[-1:], piece):
            raise KanaError(character=char, position=position)
        canonical += piece
    return canonical.strip(" ")


def is_canonical(text: str) -> bool:
    """Already in canonical form, as fields of the bank's files must arrive (padding taken off)."""
    try:
        return canonical_kana(text) == text
    except KanaError:
        return False


def cut_kana(text: str, size: int) -> str:
    """What of a canonical name fits into `size` bytes; a kana is never parted from its ﾞ or ﾟ."""
    if size < 0:
        raise ValueError("a field has no negative size")
    parted = text[size : size + 1] in TAKES_MARK
    return text[: size - 1 if parted else size].rstrip(" ")


def compare_kana(requested: str, answered: str) -> KanaAgreement:
    """How the name in an answer agrees with the one requested; both are made canonical first (KanaError).

    The first that holds, from above: equal; equal without spaces and `-`; equal also without ﾞ and ﾟ
    (濁点差); one is the beginning of the other but for spaces and `-`, and is at least 15 characters with
    them (切捨て); both have a family and a given name, parted by the first space, and the given names are
    equal but for spaces and `-` (姓のみ相違). A name of which nothing is left without spaces and `-` is no
    name and agrees with none.
    """
    ours, theirs = canonical_kana(requested), canonical_kana(answered)
    if not (_bare(ours) and _bare(theirs)):
        return KanaAgreement.DIFFERENT
    if ours == theirs:
        return KanaAgreement.AGREES
    if _bare(ours) == _bare(theirs):
        return KanaAgreement.AGREES_WITH_NOTE
    return _why_different(ours, theirs)


def _why_different(ours: str, theirs: str) -> KanaAgreement:
    if _unvoiced(_bare(ours)) == _unvoiced(_bare(theirs)):
        return KanaAgreement.VOICED_MARK
    if _is_cut(ours, theirs) or _is_cut(theirs, ours):
        return KanaAgreement.TRUNCATED
    if _given_name(ours) and _given_name(ours) == _given_name(theirs):
        return KanaAgreement.FAMILY_NAME_ONLY
    return KanaAgreement.DIFFERENT


def _is_cut(shorter: str, longer: str) -> bool:
    return len(shorter) >= _SHORTEST_CUT and _bare(longer).startswith(_bare(shorter))


def _given_name(name: str) -> str:
    return _bare(name.partition(" ")[2])


def _bare(name: str) -> str:
    return name.replace(" ", "").replace("-", "")


def _unvoiced(name: str) -> str:
    return name.replace(VOICED, "").replace(SEMI_VOICED, "")


def _may_follow(before: str, piece: str) -> bool:
    return piece not in TAKES_MARK or before in TAKES_MARK[piece]


def _code_points(text: str) -> Iterator[tuple[int, str]]:
    for position, character in enumerate(characters(text), start=1):
        for code_point in character:
            yield position, code_point


def _visible(character: str) -> str:
    """For a message: a combining mark on its own legs, an invisible character by its number."""
    if character in _SPACING:
        return _SPACING[character]
    return character if character.isprintable() else f"U+{ord(character):04X}"
