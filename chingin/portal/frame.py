"""What stands around every page: who is signed in, the menu, the service hours, the help desk (ENV-7)."""

from dataclasses import dataclass
from typing import Final

SERVICE_NAME: Final = "ろうきん賃金控除事務支援システム"
WARNING_SECONDS: Final = 600


@dataclass(frozen=True, slots=True)
class Link:
    """A place to go. `current` marks the page or the part that the reader is in."""

    label: str
    url: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class MenuGroup:
    """One heading of the menu (労金控除事務 … システム管理機能) with the functions under it."""

    label: str
    links: tuple[Link, ...]
    current: bool = False


@dataclass(frozen=True, slots=True)
class Desk:
    """Whom to call, such as the branch (お取引店); `telephone` as people read it, or empty."""

    name: str
    telephone: str

    @property
    def dial(self) -> str:
        """The number as a telephone dials it."""
        return "".join(character for character in self.telephone if character.isdecimal())


@dataclass(frozen=True, slots=True)
class HelpDesk(Desk):
    """ヘルプデスク: whom to ask and when; the bank's own one tells its mails' sender too (ENV-7)."""

    hours: str
    mail_sender: str = ""


@dataclass(frozen=True, slots=True)
class ServiceHours:
    """When the service is open (ご利用時間, ENV-2), in words."""

    days: str
    times: str
    closed: str
    note: str


@dataclass(frozen=True, slots=True)
class ClosedNow:
    """Why the service is closed at this moment and when to come again, in words and in seconds."""

    why: str
    again: str
    seconds: int


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The signed-in user's part. Seconds count from the moment the page was made (ENV-2, ENV-4).

    `seconds_to_closing` is None where the service hours are not enforced.
    """

    bank: str
    contract_number: str
    contract_name: str
    user_name: str
    logout_url: str
    seconds_to_timeout: int
    seconds_to_closing: int | None
    branch: Desk | None = None
    group: str = ""
    last_login: str = ""
    menu: tuple[MenuGroup, ...] = ()
    trail: tuple[Link, ...] = ()

    @property
    def closes_soon(self) -> bool:
        """Whether the page itself carries the warning, for who has scripts off (ENV-1, ENV-2)."""
        return self.seconds_to_closing is not None and self.seconds_to_closing <= WARNING_SECONDS

    @property
    def minutes_to_closing(self) -> int:
        """What the warning says when the page is made; time.js counts on from there."""
        return -(-(self.seconds_to_closing or 0) // 60)


@dataclass(frozen=True, slots=True)
class Frame:
    """Everything that `base.html` shows around the page itself."""

    home_url: str
    help_desk: HelpDesk
    hours: ServiceHours
    signed_in: SignedIn | None = None
    service_name: str = SERVICE_NAME


# Before login the bank is unknown, so these are the words of the manual that all banks hand out (S0, S1).
SHARED_HELP_DESK: Final = HelpDesk(
    name="ろうきんインターネットバンキング(団体向け) ヘルプデスク",
    telephone="0120-609-575",
    hours="9:00～18:00(休日を除く月曜日～金曜日)\n※1月1日～1月3日、12月31日はご利用いただけません。",
)
USUAL_HOURS: Final = ServiceHours(
    days="月～金曜日",
    times="8:00～20:00",
    closed="土・日・祝休日(振替休日を含みます)、12月31日～1月3日はご利用いただけません。",
    note="上記時間帯であってもメンテナンス等によりご利用いただけない場合がございます。",
)
