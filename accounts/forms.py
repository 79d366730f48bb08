"""What people type into the screens of accounts. A form parses and points at the fault; it writes nothing."""

from typing import ClassVar

from django import forms
from django.core.exceptions import ValidationError

from accounts import messages
from accounts.actions.registration import UserEntry
from chingin.kernel.errors import Refusal
from chingin.kernel.messages import Message

from .fields import (
    CASE_MATTERS,
    FOUR_KINDS,
    ContractNumberField,
    MailField,
    NameField,
    NewPasswordField,
    PasswordField,
    UserIdField,
    fault,
)


class EntryForm(forms.Form):
    """A form whose pairs (X, X再入力) must agree, and which can show what the action refused."""

    PAIRS: ClassVar[tuple[str, ...]] = ()
    use_required_attribute = False
    # What the action refused, with cause and remedy; the page shows them under the summary.
    told: Message | Refusal | None = None

    def clean(self) -> dict[str, object]:
        """Compare each pair whose first half is right."""
        cleaned = super().clean() or self.cleaned_data
        for name in self.PAIRS:
            again = f"{name}_again"
            if name in cleaned and again in cleaned and cleaned[name] != cleaned[again]:
                self.add_error(again, fault(messages.NOT_REPEATED, field=str(self.fields[name].label)))
        return cleaned

    def tell(self, refused: Message | Refusal, *, field: str | None = None) -> None:
        """The entry was well-formed, but the action said no: at the field, or to the whole form."""
        self.told = refused
        self.add_error(field, ValidationError(refused.text, code=refused.code))


class InitialLoginForm(EntryForm):
    """「マスターユーザー初期登録ログイン」 (REG-2)."""

    number = ContractNumberField()
    password = PasswordField(
        label="初期パスワード", help_text="8桁で入力します。" + FOUR_KINDS + CASE_MATTERS
    )


class UserForm(EntryForm):
    """What registers a user: ID, password, name, mail (REG-3, USR-2)."""

    PAIRS = ("password", "mail")

    user_id = UserIdField()
    password = NewPasswordField()
    password_again = PasswordField(label="パスワード再入力", help_text="登録するパスワードの確認用です。")
    name = NameField()
    mail = MailField()
    mail_again = MailField(label="メールアドレス再入力", help_text="登録するメールアドレスの確認用です。")

    def entry(self) -> UserEntry:
        """The values for the action."""
        data = self.cleaned_data
        return UserEntry(
            user_id=data["user_id"], name=data["name"], mail=data["mail"], password=data["password"]
        )


class MasterForm(UserForm):
    """「マスターユーザー初期登録」: people register themselves (REG-3)."""

    user_id = UserIdField(own=True)
    name = NameField(own=True)
    mail = MailField(own=True)
    mail_again = MailField(
        label="メールアドレス再入力", help_text="登録するメールアドレスの確認用です。", own=True
    )


class AuthenticationForm(EntryForm):
    """User ID and password, as 「電子証明書発行 ユーザー認証」 asks for them."""

    user_id = UserIdField(own=True)
    password = PasswordField()


class LoginForm(EntryForm):
    """The password alone: the certificate names the user (LOGIN-1)."""

    password = PasswordField()


class PasswordChangeForm(EntryForm):
    """LOGIN-3, USR-7."""

    PAIRS = ("new",)

    present = PasswordField(label="現在のパスワード")
    new = NewPasswordField(label="新しいパスワード")
    new_again = PasswordField(label="新しいパスワード再入力", help_text="新しいパスワードの確認用です。")
