"""Codes that all deductions share, as the bank's files write them; each with its Japanese name."""

from typing import Final

# 科目: savings and loans, which also decide 種別.
SAVINGS_SUBJECTS: Final = {"10": "普通預金", "20": "エース預金", "21": "一斉積立", "30": "財形"}
LOAN_SUBJECTS: Final = {
    "50": "カードローン",
    "51": "住宅ローン",
    "52": "マイカーローン",
    "53": "教育ローン",
    "54": "福祉ローン",
    "59": "その他貸付",
}
SUBJECTS: Final = {**SAVINGS_SUBJECTS, **LOAN_SUBJECTS}

# 種別
SAVINGS: Final = "S"
LOAN: Final = "L"
LINE_KINDS: Final = {SAVINGS: "貯蓄", LOAN: "返済"}

# 異動元
ORIGINS: Final = {"0": "なし", "1": "窓口", "2": "Web", "3": "期日"}

# 更新区分, in what we send back.
STOPPED: Final = "4"
UPDATES: Final = {"0": "なし", "1": "新規", "2": "変更", "3": "解除", STOPPED: "中止"}

# 明細エラー
LINE_ERRORS: Final = {
    "E01": "職員番号未登録",
    "E02": "職員番号桁数相違",
    "E03": "カナ氏名使用不可文字",
    "E04": "口座解約済",
    "E05": "控除終了年月経過",
    "E06": "金額0円または上限超過",
    "E07": "重複明細",
    "E08": "入金グループ不一致",
    "E09": "貸付完済",
    "E10": "財形非課税限度額到達",
    "E11": "脱退者",
}

# 入金中止理由
STOP_REASONS: Final = {
    "01": "支給なし(休職・欠勤)",
    "02": "支給額不足",
    "03": "退職",
    "04": "組合脱退・異動",
    "05": "本人申出",
    "06": "現金持参",
    "07": "金額相違",
    "99": "その他",
}

# 控除不能事由
SHORTFALL_REASONS: Final = {
    "01": "資金(支給額)不足",
    "02": "取引なし",
    "03": "預金者都合",
    "04": "依頼書なし",
    "08": "委託者都合",
    "09": "その他",
    "11": "休職",
    "12": "退職",
    "13": "異動",
    "14": "控除順位劣後",
    "15": "金額相違",
    "16": "氏名相違",
    "17": "職員番号相違",
}

# 結果区分
OUTCOMES: Final = {"1": "済", "2": "一部", "3": "不能", "4": "中止"}

# 対象 of a result: whose deduction it was.
TARGETS: Final = {"R": "労金控除", "L": "賃控元帳"}
