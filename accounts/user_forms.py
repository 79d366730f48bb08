"""契約ユーザー情報: what a master types to register and to change users (USR-2, USR-3, USR-4)."""

import secrets
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from django import forms
from django.forms.boundfield import BoundField
from django.http import QueryDict

from accounts.actions.registration import UserEntry
from accounts.actions.users import UserChange
from accounts.fields import CASE_MATTERS, FOUR_KINDS, MailField, NameField, NewPasswordField, PasswordField
from accounts.forms import EntryForm, UserForm
from accounts.grant_forms import GrantsForm
from accounts.models import Contract, Role, User
from accounts.rules import FORM_ID_LENGTH

ID_STAYS: Final = "※ユーザーIDの変更はできませんので、ご注意ください。"
PROVISIONAL: Final = (
    "一般ユーザーの仮のパスワードを入力します。\n8～12桁で入力します。" + FOUR_KINDS + CASE_MATTERS
)
AGAIN: Final = "登録するメールアドレスの確認用です。"


def new_form_id() -> str:
    """Another for each showing of a form; shown again with errors, it keeps its own."""
    return secrets.token_hex(FORM_ID_LENGTH // 2)


class UserRegistrationForm(UserForm, GrantsForm):
    """「登録へ」: a general user with a provisional password (USR-2)."""

    field_order = ("user_id", "name", "password", "password_again", "mail", "mail_again")

    password = NewPasswordField(help_text=PROVISIONAL)
    form_id = forms.CharField(
        widget=forms.HiddenInput, initial=new_form_id, required=False, max_length=FORM_ID_LENGTH
    )

    def __init__(
        self, data: QueryDict | None, *, contract: Contract, present: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(data, contract=contract, present=present)
        self.fields["user_id"].help_text += f"\n{ID_STAYS}"

    def entry(self) -> UserEntry:
        """With the form's own name, by which a second press is known."""
        return replace(super().entry(), form_id=self.cleaned_data["form_id"])


class _PresentUser(forms.Form):
    """The ID, which never changes (編集不可), whatever a browser sends."""

    user_id = forms.CharField(label="ユーザーID", disabled=True, required=False)


class MasterChangeForm(_PresentUser, EntryForm):
    """「更新へ」 of the master itself: name and mail; パスワード変更 is for its password (USR-4, USR-7)."""

    PAIRS = ("mail",)
    field_order = ("user_id",)

    name = NameField(own=True, required=False)
    mail = MailField(own=True, required=False)
    mail_again = MailField(label="メールアドレス再入力", help_text=AGAIN, own=True, required=False)

    @property
    def entries(self) -> list[BoundField]:
        """All of them: a master has no grants."""
        return list(self)

    def change(self) -> UserChange:
        """Only what was filled in (USR-3)."""
        return UserChange(name=self.cleaned_data["name"], mail=self.cleaned_data["mail"])


class UserChangeForm(_PresentUser, GrantsForm):
    """「更新へ」 of a general user: a new password is provisional again (USR-3)."""

    PAIRS = ("password", "mail")

    field_order = ("user_id", "name")

    name = NameField(required=False)
    password = NewPasswordField(help_text=PROVISIONAL, required=False)
    password_again = PasswordField(
        label="パスワード再入力", help_text="登録するパスワードの確認用です。", required=False
    )
    mail = MailField(required=False)
    mail_again = MailField(label="メールアドレス再入力", help_text=AGAIN, required=False)

    def change(self) -> UserChange:
        """Only what was filled in or chosen anew (USR-3)."""
        data = self.cleaned_data
        return UserChange(
            name=data["name"],
            mail=data["mail"],
            password=data["password"],
            grants=self.changed_grants(),
        )


def change_form(user: User, data: QueryDict | None) -> MasterChangeForm | UserChangeForm:
    """The form that fits the user's role, with what is stored where it is chosen rather than typed."""
    assert user.contract is not None
    if user.role == Role.MASTER:
        form: MasterChangeForm | UserChangeForm = MasterChangeForm(data)
    else:
        present = dict(user.grants.values_list("function_id", "grant"))
        form = UserChangeForm(data, contract=user.contract, present=present)
    form.fields["user_id"].initial = user.user_id
    return form
