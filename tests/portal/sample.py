"""The page 「画面部品」: every component once, for the lints, axe and the eye. No part of the product."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from django import forms
from django.http import HttpRequest
from django.template import engines
from django.test import RequestFactory

from accounts import messages
from chingin.kernel.clock import JST
from chingin.portal.context import public_frame
from chingin.portal.frame import Desk, Frame, Link, MenuGroup, SignedIn

AT = datetime(2026, 11, 20, 10, 0, tzinfo=JST)
TEMPLATE = Path(__file__).with_name("sample.html")


@dataclass(frozen=True, slots=True)
class Task:
    label: str
    kind: str
    state: str
    deadline: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Tab:
    label: str
    count: int | None
    url: str = "/"
    current: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    label: str
    value: str
    change_url: str = ""


@dataclass(frozen=True, slots=True)
class NewsItem:
    published: datetime
    title: str
    url: str = ""


class SampleForm(forms.Form):
    contract = forms.CharField(label="契約番号", initial="12345678", disabled=True)
    user_id = forms.CharField(
        label="ユーザーID",
        min_length=6,
        help_text="6～12桁で入力します。\n半角英、数字の2種必須です。",
        error_messages={"required": "ユーザーIDを入力してください。"},
    )
    password = forms.CharField(
        label="パスワード", widget=forms.PasswordInput(attrs={"data-software-keyboard": "yes"})
    )
    department = forms.CharField(label="所属", required=False)
    kind = forms.ChoiceField(
        label="科目",
        choices=[("10", "普通預金"), ("20", "エース預金")],
        widget=forms.RadioSelect,
        error_messages={"required": "科目を選択してください。"},
    )
    reason = forms.ChoiceField(label="入金中止理由", choices=[("01", "支給なし"), ("99", "その他")])
    agreed = forms.BooleanField(label="内容を確認しました", error_messages={"required": "確認してください。"})
    token = forms.CharField(widget=forms.HiddenInput, required=False)
    told = messages.INITIAL_LOGIN_REFUSED


MENU = tuple(
    MenuGroup(
        label,
        tuple(
            Link(f"{label}の機能{n}", f"/{label}/{n}", current=(label, n) == ("労金控除事務", 2))
            for n in range(1, 8)
        ),
        current=label == "労金控除事務",
    )
    for label in ("労金控除事務", "賃控元帳事務", "一斉積立事務", "共通機能", "システム管理機能")
)
SIGNED_IN = SignedIn(
    bank="見本労働金庫",
    branch=Desk(name="本店営業部", telephone="03-1234-5678"),
    contract_number="12345678",
    contract_name="見本労働組合",
    user_name="山田 太郎",
    logout_url="/logout/",
    seconds_to_timeout=3600,
    seconds_to_closing=30000,
    group="00000001 本社支部",
    last_login="2026年11月19日 9:12",
    menu=MENU,
    trail=(Link("インフォメーション", "/"), Link("労金控除事務", "")),
)


def member_frame(**changes: int) -> Frame:
    """The frame of a signed-in member."""
    return replace(public_frame(), signed_in=replace(SIGNED_IN, **changes))  # type: ignore[arg-type]  # ints only


def sample_page(*, mistaken: bool = True, frame: Frame | None = None) -> str:
    """The page as HTML; `mistaken` shows the form with its errors."""
    request = _request(frame or member_frame())
    template = engines["django"].from_string(TEMPLATE.read_text(encoding="utf-8"))
    return str(template.render(_context(mistaken=mistaken), request))


def _request(frame: Frame) -> HttpRequest:
    request = RequestFactory().get("/", secure=True)
    request.frame = frame  # type: ignore[attr-defined]  # as a middleware of the portal does
    return request


def _context(*, mistaken: bool) -> dict[str, object]:
    return {
        "steps": ("①ユーザー認証", "②認証コード入力", "③発行", "④発行中", "⑤発行結果", "⑥インポート"),
        "form": SampleForm({"user_id": "abc", "token": "x"} if mistaken else None),
        "answers": (Answer("ユーザー名", "山田 太郎", "/"), Answer("ユーザーID", "yamada01")),
        "at": AT,
        "two_lines": "1行目\n2行目",
        "until": AT + timedelta(hours=34),
        "tasks": (
            Task("明細の確認", "done", "完了", "公開 11月2日(月)"),
            Task("明細の更新", "now", "受付中", "更新締切 11月21日(土) 20:00", "/"),
            Task("まとめ入金確定", "later", "まだ始められません", "11月25日(水) 15:00"),
            Task("データ送信", "late", "締切を過ぎました", "11月25日(水) 15:00"),
        ),
        "tabs": (Tab("新規", 3, current=True), Tab("変更", 0), Tab("すべて", None)),
        "heads": ("月", "件数", "金額(円)"),
        "rows": (("2026年10月", "120", "1,234,000"), ("2026年9月", "118", "998,500")),
        "news": (
            NewsItem(AT, "年末年始のご利用時間について", "/"),
            NewsItem(AT, "メンテナンスは終了しました"),
        ),
    }
