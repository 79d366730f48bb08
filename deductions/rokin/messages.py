"""What this app tells people: deadline and state (E201x)."""

from typing import Final

from chingin.kernel.messages import Message, register

LOAN_IS_READ_ONLY: Final = Message(
    "E2011",
    "返済(貸付)の明細は、Webでは変更できません。",
    cause="Webで登録・変更・解除できるのは、貯蓄の明細だけです。",
    remedy="返済額を変更する場合は、お取引店の窓口へお申し出ください。",
    contact=True,
)
DEADLINE_PASSED: Final = Message(
    "E2012",
    "更新締切を過ぎたため、この控除回の明細は登録・変更・解除できません。",
    cause="この控除回の更新締切は、{deadline}でした。",
    remedy="次の控除回で変更してください。お急ぎの場合は、お取引店へお申し出ください。",
    contact=True,
)
ENDED_BY_THE_BANK: Final = Message(
    "E2013",
    "労金が解除または中止した明細のため、Webでは変更できません。",
    cause="この明細は、窓口でのお手続きや期日の到来により、今回から控除されません。",
    remedy="控除を続ける場合は、「労金控除明細新規登録」で登録するか、お取引店へお申し出ください。",
    contact=True,
)
CHANGED_MEANWHILE: Final = Message(
    "E2014",
    "この明細は、ほかのユーザーが更新しました。今回の入力は登録していません。",
    cause="画面を表示したあとに、{user}が更新しました({at})。",
    remedy="表示されている最新の内容を確認し、必要な場合はもう一度入力してください。",
)
ACCOUNT_TAKEN: Final = Message(
    "E2015",
    "口座{account}の明細は、この控除回にすでに登録されています。",
    cause="同じ店番号・科目・口座番号の明細(職員番号{number})があります。",
    remedy=(
        "金額を変える場合は、「労金控除明細照会」でその明細を変更してください。"
        "職員番号を改める場合は、先にその明細を解除してから登録してください。"
    ),
)
UNKNOWN_EMPLOYEE: Final = Message(
    "E2016",
    "職員番号{number}の職員は登録されていません。",
    cause="この入金グループに、職員番号{number}の職員がいません(明細エラーE01 職員番号未登録)。",
    remedy="職員番号を確認してください。新しい職員の場合は、お取引店へ登録をご依頼ください。",
    contact=True,
)
ALREADY_CANCELLED: Final = Message(
    "E2018",
    "この明細は、すでに解除されています。",
    cause="この控除回では、この明細から控除されません。",
    remedy="控除を続ける場合は、更新締切までに「変更」で控除金額を入力してください。",
)
NOTHING_CHANGED: Final = Message(
    "E2019",
    "控除金額と終了年月が、登録されている内容と同じです。",
    cause="変更する内容が入力されていません。",
    remedy="控除金額または終了年月を変更して「確認へ」を押してください。変更しない場合は「戻る」を押してください。",
)
OTHER_LINE_STANDS: Final = Message(
    "E2020",
    "同じ口座の明細がほかにあるため、解除したこの明細は元に戻せません。",
    cause="口座{account}から控除する明細(職員番号{number})が、この控除回にあります。",
    remedy=(
        "その明細で控除する場合、お手続きは不要です。この明細に戻す場合は、"
        "先に「労金控除明細照会」で職員番号{number}の明細を解除してください。"
    ),
)
WINDOW_NOT_OPEN: Final = Message(
    "E2021",
    "入金中止の設定と、まとめ入金の確定・送信は、まだ行えません。",
    cause="この控除回の入金中止・確定・送信の受付は、{opens}からです。",
    remedy="受付が始まってから、もう一度操作してください。",
)
WINDOW_CLOSED: Final = Message(
    "E2022",
    "入金中止の設定と、まとめ入金の確定・送信の受付は終了しました。",
    cause="この控除回の確定・送信の締切(確定締切)は、{deadline}でした。",
    remedy="確定・送信していないまとめ入金は、労金に届いていません。入金が必要な場合は、すぐにお取引店へご連絡ください。",
    contact=True,
)
ALREADY_CONFIRMED: Final = Message(
    "E2023",
    "この控除回のまとめ入金は、すでに確定しています。",
    cause="{user}が{at}に確定しました(依頼書番号{number} 第{version}版)。",
    remedy="内容を変える場合は、「まとめ入金確定」で確定を解除してから操作してください。",
)
CHANGED_SINCE_CHECK: Final = Message(
    "E2024",
    "確認画面を表示したあとに、明細・入金中止の設定または版が変わりました。まだ確定していません。",
    cause="入金中止の設定・解除、またはまとめ入金の確定・確定解除が行われたため、確認した内容と異なります。",
    remedy="表示されている最新の件数・金額を確認して、もう一度「確定」を押してください。",
)
NOT_CONFIRMED: Final = Message(
    "E2025",
    "確定されたまとめ入金がありません。",
    cause="まだ確定していないか、確定が解除されました。",
    remedy="「まとめ入金確定」の画面で、現在の状態を確認してください。",
)
ALREADY_ACCEPTED: Final = Message(
    "E2026",
    "労金が受け付けたため、確定を解除できません。",
    cause="{at}に、労金がこの依頼を受け付けました。",
    remedy="変更が必要な場合は、お取引店へお申し出ください。",
    contact=True,
)
ALREADY_SENT: Final = Message(
    "E2027",
    "このまとめ入金は、すでに送信しています。",
    cause="{user}が{at}に送信しました。",
    remedy="労金の受付をお待ちください。操作は必要ありません。",
)
NOT_SENT: Final = Message(
    "E2028",
    "送信されていないまとめ入金は、受け付けられません。",
    cause="会員がまだ送信していないか、確定を解除しました。",
    remedy="会員の送信を待って、もう一度操作してください。",
)
NOTHING_TO_STOP: Final = Message(
    "E2029",
    "入金中止を設定・解除する明細がありません。",
    cause="選択された明細は、すでに同じ状態か、控除金額が0円です。",
    remedy="明細の状態を確認して、もう一度選択してください。",
)
VERSION_UNDONE: Final = Message(
    "E2030",
    "まとめ入金依頼書の第{version}版は、確定が解除されています。今回の操作は行っていません。",
    cause="{user}が{at}に確定を解除しました。{now}。",
    remedy="「まとめ入金確定」の画面で現在の内容を確認してから、必要な操作を行ってください。",
)
UNDONE_BEFORE_ACCEPTANCE: Final = Message(
    "E2031",
    "第{version}版は、会員が確定を解除したため、受け付けられません。",
    cause="{user}が{at}に確定を解除しました(理由: {reason})。{now}。",
    remedy="第{version}版の依頼書とファイルは処理しないでください。会員が新しい版を送信したあと、その版を受け付けてください。",
)
NO_VERSION_LEFT: Final = Message(
    "E2032",
    "この控除回のまとめ入金は、これ以上確定できません。",
    cause="確定と確定解除を繰り返したため、依頼書の版が上限の第{most}版に達しました。",
    remedy="お取引店へご連絡ください。この控除回の入金の手続きをご案内します。",
    contact=True,
)

register(*(value for value in list(globals().values()) if isinstance(value, Message)))
