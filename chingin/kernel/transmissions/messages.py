"""What sending tells the operator (E3071…)."""

from typing import Final

from chingin.kernel.messages import Message, register

NOT_WRITTEN: Final = Message(
    "E3071",
    "{path} に送信ファイルを書き出せません。",
    cause="{reason}。書き出し済みとは記録していません。",
    remedy="フォルダーの場所・権限とディスクの空きを確認し、同じコマンドをもう一度実行してください。",
)
NAME_TAKEN: Final = Message(
    "E3072",
    "{path} には、内容の異なる同じ名前のファイルがあります。上書きしていません。",
    cause="このファイル名は、これから書き出すデータのものです。",
    remedy="そのファイルを別の場所へ移してから、同じコマンドをもう一度実行してください。",
)
CONTENT_CHANGED: Final = Message(
    "E3073",
    "{name} の内容が、記録したときの内容(SHA-256)と一致しません。書き出していません。",
    cause="記録したあとに、データベースの内容が書き換えられた可能性があります。",
    remedy="操作ログを検証し(verify_operation_log)、システムの責任者へ連絡してください。",
)
_UNFIT: Final = "{parcel}は、ファイルに書けないため送信していません。"
_CALL: Final = "システムの責任者へ連絡してください。"
HEADER_UNFIT: Final = Message(
    "E3074",
    _UNFIT,
    cause="ヘッダーの{label}が{value}です。ファイルに書けるのは、{expected}です。",
    remedy="管理画面で契約または入金グループの登録を訂正してから、同じコマンドをもう一度実行してください。",
)
LINE_UNFIT: Final = Message(
    "E3075",
    _UNFIT,
    cause="{line}の{label}が{value}です。ファイルに書けるのは、{expected}です。",
    remedy=(
        "この明細の内容を、お取引店を通じて会員に確認してください。まとめ入金依頼は、会員が確定を解除し、明細を訂正"
        f"して確定・送信すると、次の実行で送信します。会員が訂正できない明細のときは、{_CALL}"
    ),
)
SET_UNFIT: Final = Message(
    "E3076",
    _UNFIT,
    cause="{label}が{value}です。ファイルに書けるのは、{expected}です。",
    remedy=f"登録された明細の件数と金額を確認し、{_CALL}",
)
SET_FAULTY: Final = Message(
    "E3077",
    "{parcel}は、作成した内容に誤りがあるため送信していません。",
    cause="{fault}({fault_code})項目は{field}、値は{value}、期待する値は{expected}です。",
    remedy=f"同じコマンドをもう一度実行し、続けて表示される場合は、このメッセージを添えて{_CALL}",
)
TOTALS_DIFFER: Final = Message(
    "E3078",
    "{parcel}は、明細の合計が依頼書と異なるため送信していません。",
    cause="明細から計算した{label}は{found:,}、依頼書の{label}は{promised:,}です。",
    remedy=(
        "確定のあとに、データベースの内容が書き換えられたおそれがあります。操作ログを検証し(verify_operation_log)、"
        + _CALL
    ),
)
NO_SUCH_FILE: Final = Message(
    "E3079",
    "{name} という送信ファイルの記録はありません。書き出していません。",
    cause="ファイル名が違うか、ファイルを記録したあとに、古いバックアップからデータベースを復元しています。",
    remedy="操作ログの「送信ファイル作成」でファイル名を確かめ、フォルダーを付けずに指定してください。",
)
NEVER_WRITTEN: Final = Message(
    "E3080",
    "{name} は、まだ一度も書き出していません。",
    cause="ファイルを記録したあと、書き出す前に処理が中断しました。",
    remedy="manage.py transmit --kind {kind} --bank {bank} --out DIR を実行すると、書き出します。",
)

register(*(value for value in list(globals().values()) if isinstance(value, Message)))
