"""労金控除依頼リスト出力 (DED-4) and its data (DED-5), まとめ入金WEB更新依頼明細書出力 (DED-10)."""

from typing import Final

from deductions.groups.cycle_lists import CycleLists, Entry
from deductions.rokin.events import Event
from deductions.rokin.functions import REQUEST_EXPORT, REQUEST_LISTS, UPDATE_LIST
from deductions.rokin.lists import COUNTER_CHANGES, LINE_ERRORS, MOVEMENTS, REQUESTS, WEB_UPDATES

LISTS: Final = CycleLists(
    namespace="rokin",
    printing=REQUEST_LISTS,
    exporting=REQUEST_EXPORT,
    event=Event.LIST_EXPORTED,
    entries=(
        Entry(
            name="requests",
            definition=REQUESTS,
            about="この控除回の全明細です。所属ごとの小計と、科目別・種別別の合計が付きます。",
        ),
        Entry(
            name="counter_changes",
            definition=COUNTER_CHANGES,
            about="取引店の窓口で受け付けた新規・変更・解除の明細です。",
        ),
        Entry(
            name="line_errors",
            definition=LINE_ERRORS,
            about="エラーのある明細と、その対処です。更新締切までに訂正してください。",
        ),
        Entry(
            name="movements",
            definition=MOVEMENTS,
            about="前回から変わった明細です。前回合計から今回合計までの増減表が付きます。",
        ),
    ),
)
request_lists = LISTS.print_index()
request_export = LISTS.export_index()

UPDATES: Final = CycleLists(
    namespace="rokin",
    printing=UPDATE_LIST,
    exporting=REQUEST_EXPORT,
    event=Event.LIST_EXPORTED,
    entries=(
        Entry(
            name="web_updates",
            definition=WEB_UPDATES,
            about="Webで登録・変更・解除した内容と入金中止・中止解除を、操作日時の順に出力します。",
        ),
    ),
)
update_list = UPDATES.print_index()
