"""What this app tells people: E2051… on its pages, E3051… of the bank's result files."""

from typing import Final

from chingin.kernel.messages import Message, register

NO_RESULTS_YET: Final = Message(
    "E2051",
    "この控除回の控除結果は、まだ届いていません。",
    cause="労金から控除結果データを受信していません。",
    remedy="結果公開日を過ぎても表示されない場合は、お取引店へお問い合わせください。",
    contact=True,
)

_ASK_SENDER: Final = "送信元に、訂正したデータを新しいファイル通番で送るよう依頼してください。"
NO_SUCH_CYCLE: Final = Message(
    "E3051",
    "控除依頼データを受信していない控除回の結果です。",
    cause="この入金グループに、同じ年月・区分・回の控除依頼データがありません。",
    remedy="年月・区分・回を確認し、違っている場合は送信元に訂正を依頼してください。",
)
STILL_OPEN: Final = Message(
    "E3052",
    "更新締切の前の控除回の結果です。",
    cause="明細の登録・変更・解除をまだ受け付けているため、依頼金額が確定していません。",
    remedy="更新締切を過ぎてから、もう一度受信してください。",
)
OLDER_THAN_CURRENT: Final = Message(
    "E3053",
    "受信済みの控除結果より前に作成されたデータです。",
    cause="同じ控除回について、作成日がこれより新しい控除結果を、すでに受信しています。",
    remedy="受信する順序を確認してください。訂正の場合は、送信元に作り直しを依頼してください。",
)
UNKNOWN_LINE: Final = Message(
    "E3054",
    "明細キーに一致する控除依頼の明細がありません。",
    cause="この控除回の控除依頼データに、この明細キーの明細がありません。結果は明細キーだけで照合します。",
    remedy=_ASK_SENDER,
)
NOT_WHAT_WAS_ASKED: Final = Message(
    "E3055",
    "依頼金額が、明細の控除金額と異なります。",
    cause="更新締切の時点の控除金額と、結果の依頼金額が一致しません。",
    remedy=_ASK_SENDER,
)
OTHER_ACCOUNT: Final = Message(
    "E3056",
    "口座が、明細キーの明細と異なります。",
    cause="店番号・科目・口座番号が、この明細キーの控除依頼の明細と一致しません。",
    remedy=_ASK_SENDER,
)
NO_LEDGER_YET: Final = Message(
    "E3057",
    "対象が賃控元帳(L)の結果は、受信できません。",
    cause="賃控元帳の控除結果は、このシステムではまだ取り扱っていません。",
    remedy="送信元に、対象が労金控除(R)だけのデータを依頼してください。",
)
UNANSWERED: Final = Message(
    "E3058",
    "結果のない明細があります。",
    cause="控除結果は、訂正の場合も、控除を依頼したすべての明細について受信します。",
    remedy=_ASK_SENDER,
)
CONTROL_VALUE_DIFFERS: Final = Message(
    "E3059",
    "{parcel}は、確定したときの内容と異なるため送信していません。",
    cause=(
        "依頼書 {request}の照合値が、確定した明細から計算した値と一致しません。"
        "確定のあとに、データベースの内容が書き換えられたおそれがあります。"
    ),
    remedy="操作ログを検証し(verify_operation_log)、システムの責任者へ連絡してください。",
)

register(*(value for value in list(globals().values()) if isinstance(value, Message)))
