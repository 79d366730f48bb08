"""Why a line moved (異動理由), in the few words that a clerk looks for."""

from typing import Final

from chingin.kernel.lists import Code
from deductions.rokin.models import LineKind, Movement, Origin, Update

_COUNTER: Final = Code("1", "窓口")
_WEB: Final = Code("2", "Web")
_PAID_OFF: Final = Code("3", "完済")
_MATURED: Final = Code("4", "満了")
_TERM: Final = Code("5", "期日")  # what begins or changes by a date, and does not end


def reason(*, origin: str, kind: str, movement: str) -> Code | None:
    """異動理由: what ends by its date is paid off (返済) or complete (貯蓄). None: nobody said why."""
    if origin == Origin.TERM and movement in {Movement.CANCELLED, Movement.SUSPENDED}:
        return _PAID_OFF if kind == LineKind.LOAN else _MATURED
    return {Origin.COUNTER: _COUNTER, Origin.WEB: _WEB, Origin.TERM: _TERM}.get(Origin(origin))


def web_change(update: str) -> str:
    """「Web変更」 「Web解除」 「Web新規」, or nothing."""
    return "" if update == Update.NONE else f"Web{Update(update).label}"
