"""What may be typed in a kana name, and what stands for it in the half-width canonical form."""

from collections.abc import Mapping
from string import ascii_lowercase, ascii_uppercase, digits
from types import MappingProxyType
from typing import Final

VOICED: Final = "ﾞ"
SEMI_VOICED: Final = "ﾟ"
_TAKES_VOICE: Final = "ｳｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾊﾋﾌﾍﾎ"
_TAKES_SEMI_VOICE: Final = "ﾊﾋﾌﾍﾎ"
TAKES_MARK: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {VOICED: frozenset(_TAKES_VOICE), SEMI_VOICED: frozenset(_TAKES_SEMI_VOICE)}
)

_HALF: Final = "ｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜﾝ"
_FULL: Final = "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン"
CANONICAL: Final = " ()-." + digits + ascii_uppercase + _HALF + VOICED + SEMI_VOICED

# Small and old kana, each with the large modern one that stands for it. (ㇰ–ㇿ write Ainu names.)
_SMALL: Final = "ァィゥェォッャュョヮヵヶㇰㇱㇲㇳㇴㇵㇶㇷㇸㇹㇺㇻㇼㇽㇾㇿ"
_LARGE: Final = "ｱｲｳｴｵﾂﾔﾕﾖﾜｶｹｸｼｽﾄﾇﾊﾋﾌﾍﾎﾑﾗﾘﾙﾚﾛ"
_SMALL_HALF: Final = "ｧｨｩｪｫｯｬｭｮ"
_LARGE_HALF: Final = "ｱｲｳｴｵﾂﾔﾕﾖ"
_OLD: Final = "ヲヰヱｦ"
_MODERN: Final = "ｵｲｴｵ"

_WITH_VOICE: Final = "ヴガギグゲゴザジズゼゾダヂヅデドバビブベボ"
_WITH_SEMI_VOICE: Final = "パピプペポ"

# What people type for the long vowel: prolonged sound marks, hyphens, dashes, minus signs, wave dashes,
# ruled lines.
_LONG_VOWELS: Final = (
    "\u30fc\uff70\uff0d\ufe63\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u301c\uff5e\u2500\u2501"
)
_SPACES: Final = "\u3000\u00a0"

_TO_FULL_WIDTH: Final = 0xFEE0
_TO_HIRAGANA: Final = -0x60


def _pairs(typed: str, canonical: str, mark: str = "") -> dict[str, str]:
    return {one: other + mark for one, other in zip(typed, canonical, strict=True)}


def _ascii() -> dict[str, str]:
    typed = "()-." + digits + ascii_uppercase + ascii_lowercase
    half = _pairs(typed, typed.upper())
    return half | {chr(ord(char) + _TO_FULL_WIDTH): canonical for char, canonical in half.items()}


def _katakana() -> dict[str, str]:
    return (
        _pairs(_FULL, _HALF)
        | _pairs(_SMALL, _LARGE)
        | _pairs(_SMALL_HALF, _LARGE_HALF)
        | _pairs(_OLD, _MODERN)
        | _pairs(_WITH_VOICE, _TAKES_VOICE, VOICED)
        | _pairs(_WITH_SEMI_VOICE, _TAKES_SEMI_VOICE, SEMI_VOICED)
    )


def _hiragana(katakana: Mapping[str, str]) -> dict[str, str]:
    return {
        chr(ord(char) + _TO_HIRAGANA): canonical
        for char, canonical in katakana.items()
        if "ァ" <= char <= "ヶ"
    }


def _conversion() -> dict[str, str]:
    katakana = _katakana()
    return (
        _ascii()
        | katakana
        | _hiragana(katakana)
        | {char: char for char in CANONICAL}
        | dict.fromkeys(_LONG_VOWELS, "-")
        | dict.fromkeys(_SPACES, " ")
        # Marks by themselves: spacing ones, and the combining ones of decomposed text.
        | dict.fromkeys("゛\u3099", VOICED)
        | dict.fromkeys("゜\u309a", SEMI_VOICED)
    )


CONVERSION: Final[Mapping[str, str]] = MappingProxyType(_conversion())
