"""What the bank's staff type. A form parses and points at the fault; it writes nothing."""

from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError

from accounts import messages, rules, subscriptions
from accounts.fields import (
    FAR_TOO_LONG,
    PASSWORD_RULES,
    CodeField,
    ContractNumberField,
    DigitsField,
    EntryField,
    MailField,
    NameField,
    PasswordField,
    UserIdField,
    fault,
)
from accounts.forms import EntryForm
from accounts.models import Bank, Branch, Contract, Role, User
from accounts.scope import banks_of
from accounts.subscriptions import SUBSCRIPTION_FIELDS, Subscription
from chingin.kernel.japanese import width
from chingin.kernel.japanese.kana import KanaError, canonical_kana
from chingin.kernel.models import CalendarOverride
from chingin.staff.forms import ActionForm

INITIAL_RULES: Final = PASSWORD_RULES | {rules.PasswordFault.LENGTH: "8桁で入力してください。"}
MAX_CONTRACT_NAME: Final = 60
MAX_CONTRACT_KANA: Final = 40


class FullWidthField(EntryField):
    """A name of an organisation: full-width, stored as typed."""

    def __init__(self, *, label: str, longest: int) -> None:
        super().__init__(label=label, help_text=f"全角{longest}文字以下で入力します。")
        self.longest = longest

    def validate(self, value: str) -> None:
        """Full-width, not longer than its column."""
        super().validate(value)
        if odd := width.first_not_full_width(value):
            raise self.refuse(f"全角文字で入力してください。「{odd}」は使用できません。")
        if len(value) > self.longest:
            raise self.refuse(f"全角{self.longest}文字以下で入力してください。")


class KanaField(EntryField):
    """A name in kana, kept in the banks' half-width canonical form."""

    def __init__(self, *, label: str, longest: int) -> None:
        help_text = f"カナで入力します。半角カナ(濁点も1桁)で{longest}桁以下に変換して登録します。"
        super().__init__(label=label, help_text=help_text)
        self.longest = longest

    def to_python(self, value: str | None) -> str:
        """The canonical form."""
        try:
            return canonical_kana(super().to_python(value) or "")
        except KanaError as error:
            raise self.refuse(
                f"カナで入力してください。{error.position}文字目の「{error.character}」は使用できません。"
            ) from error

    def validate(self, value: str) -> None:
        """Not longer than the field of the core files."""
        super().validate(value)
        if len(value) > self.longest:
            raise self.refuse(f"半角カナで{self.longest}桁以下になるように入力してください。")


class StaffLoginForm(EntryForm):
    """The door of the staff origin: three things, whose shapes are nobody's business before login."""

    user_id = EntryField(label="ユーザーID", help_text="")
    password = PasswordField(help_text="英字は大文字と小文字を区別します。")
    token = CodeField(
        label="ワンタイムパスワード",
        help_text="認証アプリに表示されている6桁の数字を入力します。",
        widget=forms.PasswordInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )


class BankForm(ActionForm):
    """労働金庫."""

    code = DigitsField(label="金融機関コード", digits=4)
    mail_sender = MailField(label="メール送信元", help_text="会員へ送るメールの差出人になります。")

    class Meta:
        model = Bank
        fields = (
            "code",
            "name",
            "help_desk_name",
            "help_desk_telephone",
            "help_desk_hours",
            "mail_sender",
        )


class BranchForm(ActionForm):
    """取引店."""

    code = DigitsField(label="店番号", digits=3)

    class Meta:
        model = Branch
        fields = ("bank", "code", "name", "telephone")


class ContractForm(ActionForm):
    """契約: services go together as CON-4 says, and the fault stands at its field."""

    number = ContractNumberField()
    name = FullWidthField(label="契約名", longest=MAX_CONTRACT_NAME)
    name_kana = KanaField(label="契約名カナ", longest=MAX_CONTRACT_KANA)

    class Meta:
        model = Contract
        fields = ("number", "branch", "name", "name_kana", *SUBSCRIPTION_FIELDS)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if "number" in self.fields:  # not once it is registered
            self.fields["number"].error_messages["unique"] = fault(messages.TAKEN, field="契約番号").message

    def clean(self) -> dict[str, Any]:
        """CON-4."""
        cleaned = super().clean()
        if not cleaned.get("kind", self.instance.kind):
            return cleaned
        chosen = {name: cleaned.get(name, getattr(self.instance, name)) for name in SUBSCRIPTION_FIELDS}
        for name, rule in subscriptions.faults(Subscription(**chosen)).items():
            self.add_error(name, ValidationError(rule, code=messages.MALFORMED.code))
        return cleaned


class StaffForm(ActionForm):
    """職員の登録: the role says which of bank and branch is wanted (取引店職員, 金庫職員, 連合会)."""

    user_id = UserIdField()
    role = forms.ChoiceField(label="権限")
    name = NameField()
    mail = MailField()

    class Meta:
        model = User
        fields = ("user_id", "role", "bank", "branch", "name", "mail")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        role = self.fields["role"]
        assert isinstance(role, forms.ChoiceField)
        role.choices = [(r.value, r.label) for r in roles_given_by(self.viewer)]

    def clean(self) -> dict[str, Any]:
        """Branch staff have a branch, bank staff a bank, the federation's neither."""
        cleaned = super().clean()
        wanted = {Role.BRANCH_STAFF: "branch", Role.BANK_STAFF: "bank"}.get(cleaned.get("role", ""))
        for name, label in (("bank", "労働金庫"), ("branch", "取引店")):
            if name == wanted and not cleaned.get(name) and name not in self.errors:
                self.add_error(name, fault(messages.REQUIRED, field=label))
            elif name != wanted and cleaned.get(name) and "role" in cleaned:
                rule = f"権限が{Role(cleaned['role']).label}のときは選択できません。"
                self.add_error(name, fault(messages.MALFORMED, field=label, rule=rule))
        return cleaned


def roles_given_by(viewer: User) -> tuple[Role, ...]:
    """Whom this member of staff may register."""
    of_bank = (Role.BRANCH_STAFF, Role.BANK_STAFF)
    return (*of_bank, Role.FEDERATION) if viewer.role == Role.FEDERATION else of_bank


def _is_open_day(value: str) -> bool:
    return value == "True"


class CalendarOverrideForm(ActionForm):
    """営業日の変更: a day that differs from the law's calendar."""

    bank_code = forms.ChoiceField(label="対象の労働金庫", required=False)
    is_business_day = forms.TypedChoiceField(
        label="営業・休業", choices=[(False, "休業日"), (True, "営業日")], coerce=_is_open_day
    )
    reason = EntryField(label="理由", help_text="操作ログに残ります。", max_length=FAR_TOO_LONG)

    class Meta:
        model = CalendarOverride
        fields = ("bank_code", "day", "is_business_day", "reason")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if isinstance(code := self.fields.get("bank_code"), forms.ChoiceField):
            everywhere = [("", "全金庫")] if self.viewer.role == Role.FEDERATION else []
            banks = banks_of(self.viewer).order_by("code")
            code.choices = [*everywhere, *((bank.code, str(bank)) for bank in banks)]
            code.required = not everywhere


class InitialPasswordForm(EntryForm):
    """「初期パスワード届出書」, typed twice; never shown again (CON-2)."""

    PAIRS = ("password",)

    password = PasswordField(label="初期パスワード", help_text="届出書のとおり、半角8桁で入力します。")
    password_again = PasswordField(
        label="初期パスワード再入力", help_text="確認のため、もう一度届出書を見て入力します。"
    )

    def clean_password(self) -> str:
        """Exactly 8, four kinds."""
        return checked_initial_password(self.cleaned_data["password"])


def checked_initial_password(password: str) -> str:
    """The password itself; ValidationError with the rule of CON-2 that it breaks."""
    if found := rules.initial_password_fault(password):
        raise fault(messages.MALFORMED, field="初期パスワード", rule=INITIAL_RULES[found])
    return password


# The banks' forms by the names printed on them (COM-1); one bank has several for what the first asks.
RESET_OR_REVOCATION: Final = "ログインID/パスワード初期化・電子証明書失効等依頼書"
PAPERS: Final = (
    RESET_OR_REVOCATION,
    "ログインID/パスワード依頼書",
    "ユーザー削除依頼書",
    "電子証明書失効依頼書",
    "契約番号照会依頼書",
    "初期パスワード届出書",
    "初期パスワード届出書(会員向け)",
    "初期パスワード届出書(事業主向け)",
    "職員に関する届出",
    "その他の書面",
)


class GroundsForm(EntryForm):
    """Why a procedure is done: recorded with it (BNK-2)."""

    paper = forms.ChoiceField(label="受付帳票", choices=[(name, name) for name in PAPERS])
    receiver = EntryField(label="受付者", help_text="書面を受け付けた職員の氏名を入力します。")
    reason = EntryField(label="理由", help_text="100文字以下で入力します。操作ログに残ります。")
