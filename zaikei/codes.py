"""Codes of 財形 as the bank's files write them; each with its Japanese name."""

from typing import Final

# 種類
GENERAL: Final = "1"
PENSION: Final = "2"
HOUSING: Final = "3"
KINDS: Final = {GENERAL: "一般", PENSION: "年金", HOUSING: "住宅"}

# 状態
STATES: Final = {"1": "積立中", "2": "中断", "3": "据置", "4": "払出中"}

# 更新区分 of 預入明細; nobody cancels 財形 on the web.
UPDATES: Final = {"0": "なし", "1": "新規", "2": "変更", "4": "中止"}

# 財形アラーム
ALARMS: Final = {
    "A01": "2年中断予告",
    "A02": "2年中断到来",
    "A03": "非課税限度額接近",
    "A04": "限度額到達・超過",
    "A05": "55歳到達",
    "A06": "年金支払開始",
    "A07": "積立期間5年未満",
    "A08": "育児休業等終了",
    "A09": "育児休業申告書未提出",
    "A10": "退職等通知期限",
    "A11": "転職引継期限",
    "A12": "海外転勤",
    "A13": "氏名・住所変更未届",
    "A14": "他契約重複",
    "A15": "積立単位相違",
}
