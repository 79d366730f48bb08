"""明細エラー: what each code means, why it comes about, and what the union does about it."""

from dataclasses import dataclass
from typing import Final

from deductions.groups.codes import LINE_ERRORS
from deductions.rokin.rules import WhyReadOnly

_AT_THE_COUNTER: Final = "お取引店へお申し出ください。"
_REGISTER_ANEW: Final = "「労金控除明細新規登録」を行ってください。"
# Said to all whose remedy is on the web: a sheet is read after the deadline too, and 照会 changes nothing.
_NOT_ON_THE_WEB: Final = "更新締切後や、Webで更新できないご契約の場合は、" + _AT_THE_COUNTER
_READ_ONLY: Final = {
    WhyReadOnly.LOAN: "返済(貸付)の明細は、Webでは変更できません。" + _AT_THE_COUNTER,
    WhyReadOnly.DEADLINE: "更新締切を過ぎました。次の控除回で対処してください。お急ぎの場合は、"
    + _AT_THE_COUNTER,
    WhyReadOnly.ENDED: "労金が解除または中止した明細です。ご不明な点は、" + _AT_THE_COUNTER,
}


@dataclass(frozen=True, slots=True)
class LineError:
    """One error of a line (明細エラー). `afterwards`: what may be left to do once the line is cancelled."""

    code: str
    label: str
    cause: str
    afterwards: str
    usual: str

    def __str__(self) -> str:
        return f"{self.code} {self.label}".strip()

    def remedy(self, *, why: WhyReadOnly | None) -> str:
        """What to do about it. `why`: the line cannot be changed on the web, None for one that can."""
        if self.code not in _ON_THE_WEB:
            return self.usual
        return _READ_ONLY[why] if why else self.usual + self.afterwards + _NOT_ON_THE_WEB


_WHY_AND_WHAT: Final = {
    "E01": (
        "明細の職員番号が、この入金グループの職員として登録されていません。",
        "この明細を解除してください。",
    ),
    "E02": (
        "明細の職員番号の桁数が、入金グループに登録された桁数と異なります。",
        "この明細を解除してください。",
    ),
    "E03": (
        "カナ氏名に、使用できない文字があります。",
        "氏名の訂正は、" + _AT_THE_COUNTER,
    ),
    "E04": (
        "控除金の入金先の口座が解約されています。",
        "この明細を解除してください。",
    ),
    "E05": (
        "控除の終了年月を過ぎています。",
        "控除を続ける場合は、終了年月を変更してください。続けない場合は、この明細を解除してください。",
    ),
    "E06": (
        "控除金額が0円か、上限を超えています。",
        "正しい控除金額に変更してください。控除しない場合は、この明細を解除してください。",
    ),
    "E07": (
        "同じ口座の明細が、この控除回に2件以上あります。",
        "控除する明細を1件残し、ほかの明細を解除してください。1件だけになった場合、お手続きは不要です。",
    ),
    "E08": (
        "口座に登録された入金グループが、この入金グループと異なります。",
        "職員の異動などがないか確認し、入金グループの変更を" + _AT_THE_COUNTER,
    ),
    "E09": (
        "貸付の返済が終わっています。",
        "お手続きは不要です。次回も表示される場合は、" + _AT_THE_COUNTER,
    ),
    "E10": (
        "財形貯蓄の残高が、非課税限度額に達しています。",
        "控除を続ける場合は限度額の変更を" + _AT_THE_COUNTER + "続けない場合は、この明細を解除してください。",
    ),
    "E11": (
        "職員が組合を脱退しています。",
        "この明細を解除してください。脱退していない場合は、" + _AT_THE_COUNTER,
    ),
}
_ON_THE_WEB: Final = frozenset({"E01", "E02", "E04", "E05", "E06", "E07", "E10", "E11"})
# The account is free once the line is cancelled, and not before.
_AFTERWARDS: Final = {
    "E01": "控除を続ける場合は、続いて、正しい職員番号で"
    + _REGISTER_ANEW
    + "新しい職員の登録は、"
    + _AT_THE_COUNTER,
    "E02": "控除を続ける場合は、続いて、正しい桁数の職員番号で" + _REGISTER_ANEW,
    "E04": "控除を続ける場合は、別の口座で" + _REGISTER_ANEW,
}
_UNKNOWN: Final = ("労金から連絡されたエラーです。", "内容を確認しますので、" + _AT_THE_COUNTER)


def line_error(code: str) -> LineError | None:
    """The error of this code; None for none. A code that is not listed here says whom to ask."""
    if not code:
        return None
    cause, remedy = _WHY_AND_WHAT.get(code, _UNKNOWN)
    return LineError(code, LINE_ERRORS.get(code, ""), cause, _AFTERWARDS.get(code, ""), remedy)
