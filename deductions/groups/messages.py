"""What this app tells people (E200x, E2017, E304x)."""

from typing import Final

from chingin.kernel.messages import Message, register

EMPLOYER_HAS_NO_GROUPS: Final = Message(
    "E2001",
    "契約番号{number}には、入金グループを登録できません。",
    cause="入金グループは、会員向けの契約にだけ登録できます。この契約は事業主向けです。",
    remedy="会員向けの契約番号を確認して、もう一度登録してください。",
)
NO_GROUP_YET: Final = Message(
    "E2002",
    "入金グループが登録されていないため、この機能はご利用いただけません。",
    cause="ご契約に入金グループがまだ登録されていません。",
    remedy="お取引店へ、入金グループの登録をご依頼ください。",
    contact=True,
)

WRONG_DIGITS: Final = Message(
    "E2003",
    "職員番号は{digits}桁で入力してください。",
    cause="入力された「{number}」は、この入金グループの職員番号の桁数と異なります。",
    remedy="前に0を付けるなどして、{digits}桁で入力してください。",
)

NO_CYCLE_YET: Final = Message(
    "E2017",
    "控除依頼データがまだ届いていません。",
    cause="この入金グループの控除依頼データを、労金からまだ受信していません。",
    remedy="毎月最初の営業日に届き、メールとインフォメーション画面でお知らせします。"
    "その日を過ぎても届かない場合は、お取引店へお問い合わせください。",
    contact=True,
)

# What a file from the bank may not say (E304x): place and expected value stand in the finding.
_ASK_SENDER: Final = "契約の登録内容を確認し、違っている場合は送信元に訂正を依頼してください。"
UNKNOWN_CONTRACT: Final = Message(
    "E3041",
    "契約番号が登録されていません。",
    cause="この金融機関に、この契約番号の契約が登録されていません。",
    remedy=_ASK_SENDER,
)
NOT_OF_THE_CONTRACT: Final = Message(
    "E3042", "契約の登録内容と異なります。", cause="登録されている契約と一致しません。", remedy=_ASK_SENDER
)
CONTRACT_ENDED: Final = Message(
    "E3043", "契約が終了しています。", cause="契約終了の手続きが済んでいます。", remedy=_ASK_SENDER
)
NOT_CONTRACTED: Final = Message(
    "E3044",
    "契約していないサービスのデータです。",
    cause="この契約は、このサービスを契約していません。",
    remedy=_ASK_SENDER,
)
UNKNOWN_GROUP: Final = Message(
    "E3045",
    "入金グループ番号が登録されていません。",
    cause="この契約に、この番号の入金グループが登録されていません。",
    remedy="番号を確認し、違っている場合は送信元に訂正を依頼してください。正しい場合は、入金グループを登録してから、もう一度受信してください。",
)
CYCLE_RECEIVED: Final = Message(
    "E3046",
    "この控除回のデータは、すでに受信しています。",
    cause="同じ入金グループ・年月・区分・回の控除依頼データがあります。",
    remedy="追加の依頼は、回(01…)を変えて送信するよう依頼してください。",
)
BEYOND_CALENDAR: Final = Message(
    "E3047",
    "営業日が確定していない期間の日付です。",
    cause="営業日カレンダーが、この日付まで確定していません。",
    remedy="日付を確認してください。正しい場合は、`manage.py calendar` で年の祝日を確定してください。",
)
NO_BUSINESS_DAY: Final = Message(
    "E3048",
    "入金予定日が営業日ではありません。",
    cause="土曜日・日曜日・祝日・休業日です。",
    remedy="日付を確認し、送信元に訂正を依頼してください。",
)
DEADLINE_TOO_LATE: Final = Message(
    "E3049",
    "更新締切日が、確定締切より後です。",
    cause="更新の締切は、まとめ入金確定の締切以前でなければなりません。",
    remedy="日付を確認し、送信元に訂正を依頼してください。",
)

register(*(value for value in list(globals().values()) if isinstance(value, Message)))
