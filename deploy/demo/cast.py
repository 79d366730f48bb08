"""Who appears in the demo: banks, branches, contracts, people. All are invented."""

from dataclasses import dataclass
from typing import Final

from accounts.models import Access, Collection, ContractKind, Role, ZaikeiAccess
from accounts.subscriptions import Subscription
from deductions.groups.rules import USUAL_RULES, CalendarRules

PASSWORD: Final = "Rokin#2026"
# What every newcomer is given; who is settled has changed it to PASSWORD.
PROVISIONAL: Final = "Kari-2026"


@dataclass(frozen=True, slots=True)
class DemoUser:
    """A user of a contract."""

    user_id: str
    name: str
    mail: str
    # Function ids hidden from a general user, or given to look at only; all others are 表示.
    hidden: tuple[str, ...] = ()
    view_only: tuple[str, ...] = ()
    # Whether the p12 lies ready; without it 「電子証明書発行」 can be tried.
    has_certificate: bool = True
    # Whether the provisional password was changed after the registration (USR-2).
    is_settled: bool = True


@dataclass(frozen=True, slots=True)
class DemoGroup:
    """An 入金グループ of a union."""

    number: str
    name: str
    calendar: CalendarRules = USUAL_RULES


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoContract:
    """A contract with its people; without a master it waits for the initial registration (REG-2)."""

    number: str
    bank: str
    branch: str
    name: str
    name_kana: str
    initial_password: str
    subscription: Subscription
    groups: tuple[DemoGroup, ...] = ()
    master: DemoUser | None = None
    general: tuple[DemoUser, ...] = ()

    @property
    def people(self) -> tuple[DemoUser, ...]:
        """The master first."""
        return (self.master, *self.general) if self.master else self.general


@dataclass(frozen=True, slots=True)
class DemoStaff:
    """One of the bank's staff."""

    user_id: str
    role: Role
    name: str
    bank: str = ""
    branch: str = ""


# The month whose lines others may still change is closed here: it can be stopped and confirmed on any day.
CLOSES_EARLY: Final = CalendarRules(update_days_before=40, confirmation_opens_days_before=40)

BANKS: Final = (("9999", "東西労働金庫"), ("9998", "南北労働金庫"))
BRANCHES: Final = (("9999", "101", "本店営業部"), ("9999", "102", "港支店"), ("9998", "205", "丘支店"))

CONTRACTS: Final = (
    DemoContract(
        number="12345678",
        bank="9999",
        branch="101",
        name="みなと製作所労働組合",
        name_kana="ﾐﾅﾄｾｲｻｸｼﾖﾛｳﾄﾞｳｸﾐｱｲ",
        initial_password="Minato1@",
        subscription=Subscription(
            kind=ContractKind.MEMBER,
            rokin_collection=Collection.LUMP_DEPOSIT,
            rokin_access=Access.WEB_UPDATE,
            has_ledger=True,
            has_group_savings=True,
        ),
        groups=(DemoGroup("10000001", "本社支部"), DemoGroup("10000002", "港工場支部", CLOSES_EARLY)),
        master=DemoUser("minato01", "湊　花子", "hanako@minato.example"),
        general=(
            DemoUser("minato02", "浜田　次郎", "jiro@minato.example"),
            DemoUser("minato03", "波多野　光", "hikari@minato.example", view_only=("DED-1",)),
            DemoUser("minato04", "松原　薫", "kaoru@minato.example", has_certificate=False),
            DemoUser("minato05", "新田　葵", "aoi@minato.example", has_certificate=False, is_settled=False),
        ),
    ),
    DemoContract(
        number="23456789",
        bank="9998",
        branch="205",
        name="おか交通労働組合",
        name_kana="ｵｶｺｳﾂｳﾛｳﾄﾞｳｸﾐｱｲ",
        initial_password="Okakou2@",
        subscription=Subscription(
            kind=ContractKind.MEMBER,
            rokin_collection=Collection.WAGE_EXCHANGE,
            rokin_access=Access.WEB_UPDATE,
        ),
        groups=(DemoGroup("20000001", "全車庫"),),
        master=DemoUser("okakou01", "岡　三郎", "saburo@oka.example"),
    ),
    DemoContract(
        number="34567890",
        bank="9999",
        branch="101",
        name="株式会社みなと製作所",
        name_kana="ｶ)ﾐﾅﾄｾｲｻｸｼﾖ",
        initial_password="Kaisha3@",
        subscription=Subscription(
            kind=ContractKind.EMPLOYER,
            zaikei_access=ZaikeiAccess.SEND_DETAILS,
            has_zaikei_balances=True,
            has_zaikei_incentives=True,
        ),
        master=DemoUser("kaisha01", "社　良子", "ryoko@minato-ss.example"),
    ),
    DemoContract(
        number="45678901",
        bank="9999",
        branch="102",
        name="うみべ病院職員組合",
        name_kana="ｳﾐﾍﾞﾋﾞﾖｳｲﾝｼﾖｸｲﾝｸﾐｱｲ",
        initial_password="Umibe4@x",
        subscription=Subscription(
            kind=ContractKind.MEMBER,
            rokin_collection=Collection.LUMP_DEPOSIT,
            rokin_access=Access.INQUIRY,
        ),
        groups=(DemoGroup("40000001", "うみべ病院"),),
    ),
)

STAFF: Final = (
    DemoStaff("honten01", Role.BRANCH_STAFF, "本店　守", bank="9999", branch="101"),
    DemoStaff("tozai001", Role.BANK_STAFF, "東西　実", bank="9999"),
    DemoStaff("rengo001", Role.FEDERATION, "連合　誠"),
)
