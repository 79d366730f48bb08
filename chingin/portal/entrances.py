"""The four buttons of the top page (REG-1) and where they lead."""

from dataclasses import dataclass
from typing import Final

from django.urls import NoReverseMatch

from chingin.kernel.origins import Origin, absolute_url


@dataclass(frozen=True, slots=True)
class Entrance:
    """One button: its words (letter for letter from the manual), for whom it is, and the page behind it."""

    label: str
    purpose: str
    origin: Origin
    view_name: str

    @property
    def url(self) -> str:
        """The page's address; "" while this installation has no such page: the top page then says so."""
        try:
            return absolute_url(self.origin, self.view_name)
        except NoReverseMatch:
            return ""


LOGIN: Final = Entrance(
    "ログイン",
    "電子証明書を取り込んだパソコンから、パスワードを入力してログインします。",
    Origin.CERTIFICATE,
    "accounts:login",
)
FIRST_STEPS: Final = (
    Entrance(
        "マスターユーザーの初期登録",
        "ご契約番号と初期パスワードをご用意ください。1契約につき1名を登録します。",
        Origin.PUBLIC,
        "registration:login",
    ),
    Entrance(
        "一般ユーザーの初期登録",
        "マスターユーザーが登録したユーザーIDと仮のパスワードで、電子証明書を発行します。",
        Origin.PUBLIC,
        "certificates:authenticate",
    ),
    Entrance(
        "電子証明書発行",
        "はじめての発行、有効期限の30日前からの更新、期限が過ぎたあとの再発行を行います。",
        Origin.PUBLIC,
        "certificates:authenticate",
    ),
)
