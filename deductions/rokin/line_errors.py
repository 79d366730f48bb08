"""明細エラー: what each code means, why it comes about, and what the union does about it."""

from dataclasses import dataclass
from typing import Final

from deductions.groups.codes import LINE_ERRORS

_AT_THE_COUNTER: Final = "お取引店へお申し出ください。"


@dataclass(frozen=True, slots=True)
class LineError:
    """One error of a line (明細エラー)."""

    code: str
    label: str
    cause: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.code} {self.label}".strip()


_WHY_AND_WHAT: Final = {
    "E01": (
        "明細の職員番号が、この入金グループの職員として登録されていません。",
        "職員番号を確認し、正しい職員番号で「労金控除明細新規登録」を行ってから、この明細を解除してください。"
        "新しい職員の登録は、" + _AT_THE_COUNTER,
    ),
    "E02": (
        "明細の職員番号の桁数が、入金グループに登録された桁数と異なります。",
        "正しい桁数の職員番号で「労金控除明細新規登録」を行ってから、この明細を解除してください。",
    ),
    "E03": (
        "カナ氏名に、使用できない文字があります。",
        "氏名の訂正は、" + _AT_THE_COUNTER,
    ),
    "E04": (
        "控除金の入金先の口座が解約されています。",
        "この明細を解除してください。控除を続ける場合は、別の口座で「労金控除明細新規登録」を行ってください。",
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
        "控除する明細を1件残し、ほかの明細を解除してください。",
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
_UNKNOWN: Final = ("労金から連絡されたエラーです。", "内容を確認しますので、" + _AT_THE_COUNTER)


def line_error(code: str) -> LineError | None:
    """The error of this code; None for none. A code that is not listed here says whom to ask."""
    if not code:
        return None
    cause, remedy = _WHY_AND_WHAT.get(code, _UNKNOWN)
    return LineError(code, LINE_ERRORS.get(code, ""), cause, remedy)
