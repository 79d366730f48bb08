"""What a finding in a file of the core system is about: structure and fields (E30xx), totals (E40xx)."""

from typing import Final

from chingin.kernel.messages import Message, register

_ASK_AGAIN: Final = "ファイルを作成したシステムで、正しいファイルを作成し直してください。"


def _message(code: str, text: str, cause: str) -> Message:
    message = Message(code, text, cause=cause, remedy=_ASK_AGAIN, contact=True)
    register(message)
    return message


UNREADABLE: Final = Message(
    "E3001",
    "ファイルを読み込めません。",
    cause="ファイルが存在しないか、読み取る権限がないか、ファイルではありません。",
    remedy="ファイルの名前・場所・権限を確かめて、もう一度指定してください。",
)
register(UNREADABLE)

RECORD_LENGTH: Final = _message(
    "E3002",
    "レコードの長さが200バイトではありません。",
    "データの一部が欠けているか、余分なデータが含まれています。",
)
LINE_END: Final = _message(
    "E3003",
    "改行コードがそろっていません。",
    "改行コードは、なし・LF・CR・CRLFのいずれか1種類で、ファイル全体を通して同じものを使用します。",
)
RECORD_ORDER: Final = _message(
    "E3004",
    "レコードの順序に誤りがあります。",
    "レコードは、ヘッダー(1)・明細(2)・トレーラー(8)の組の後に、エンド(9)が1件だけ続きます。",
)
FILE_KIND: Final = _message(
    "E3005",
    "ファイル種別に誤りがあります。",
    "取り扱いのないファイル種別か、1つのファイルに異なる種別が含まれています。",
)
NUMBER: Final = _message(
    "E3006",
    "数字項目に誤りがあります。",
    "数字項目は、右詰め・前ゼロ埋めの半角数字だけで記録されます。",
)
HALF_WIDTH: Final = _message(
    "E3007",
    "半角項目に誤りがあります。",
    "半角項目は、JIS X 0201の半角文字を左詰めにして、残りを空白で埋めて記録されます。",
)
KANA: Final = _message(
    "E3008",
    "カナ項目に使用できない文字があります。",
    "カナ項目に使用できるのは、空白、数字、英大文字、大文字のカナ、濁点・半濁点と記号 ( ) - . だけです。",
)
KANJI: Final = _message(
    "E3009",
    "漢字項目に誤りがあります。",
    "漢字項目は、外字以外の全角文字だけを左詰めにして、残りを空白で埋めて記録されます。",
)
DAY: Final = _message(
    "E3010", "日付・年月に誤りがあります。", "存在しない日付か、省略できない日付が記録されています。"
)
CODE: Final = _message(
    "E3011", "コードに誤りがあります。", "コード表にない値か、この項目で使えない値が記録されています。"
)
FIXED: Final = _message(
    "E3012", "固定値の項目に誤りがあります。", "決められた値と異なるデータが記録されています。"
)
DISAGREEMENT: Final = _message(
    "E3013", "項目どうしの内容が一致しません。", "同じレコードの別の項目と矛盾する値が記録されています。"
)
KEY_TWICE: Final = _message(
    "E3014", "同じ明細が重複しています。", "1つの組の中に、同じキーの明細が2件以上記録されています。"
)
SET_TWICE: Final = _message(
    "E3015",
    "同じ内容の組が重複しています。",
    "ファイル通番、または契約・入金グループ・年月・区分・回が、前の組と同じです。",
)
COUNT: Final = _message(
    "E4001",
    "トレーラーの件数が一致しません。",
    "トレーラーの件数と、実際の明細の件数が異なります。",
)
TOTAL: Final = _message(
    "E4002",
    "トレーラーの合計が一致しません。",
    "トレーラーの合計と、明細から計算した合計が異なります。",
)
