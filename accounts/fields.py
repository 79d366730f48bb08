"""The fields of entry, with the manuals' rules (【入力項目説明】) checked on the server in their words."""

from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError

from accounts import messages, rules
from chingin.kernel.japanese import width
from chingin.kernel.messages import Message

CASE_MATTERS: Final = "(英字は大文字と小文字を区別します。)"
FAR_TOO_LONG: Final = 100
FOUR_KINDS: Final = "半角英大・小文字、数字、記号の4種必須です。"


def fault(message: Message, **values: str) -> ValidationError:
    """A message of the catalogue as an error at a field."""
    return ValidationError(message.text.format_map(values), code=message.code)


class EntryField(forms.CharField):
    """A line that a person types; an empty one is refused by the field's own name.

    `own` is the autocomplete token of what people enter about themselves (WCAG 1.3.5); of others nothing
    is filled in.
    """

    def __init__(self, *, label: str, help_text: str, own: str = "", **options: Any) -> None:
        if own:
            options["widget"] = forms.TextInput(attrs={"autocomplete": own})
        required = fault(messages.REQUIRED, field=label)
        super().__init__(
            label=label, help_text=help_text, error_messages={"required": required.message}, **options
        )

    def clean(self, value: str | None) -> str:
        """Nothing is cut short: what is far too long is refused before it costs a hash."""
        if value and len(value) > FAR_TOO_LONG:
            raise self.refuse(f"{FAR_TOO_LONG}文字以下で入力してください。")
        cleaned: str = super().clean(value)
        return cleaned

    def refuse(self, rule: str) -> ValidationError:
        """The entry breaks a rule of its shape."""
        return fault(messages.MALFORMED, field=str(self.label), rule=rule)


class CodeField(EntryField):
    """A code or a number: full-width digits and letters are taken as their half-width ones."""

    def to_python(self, value: str | None) -> str:
        """The code in half-width characters without blanks around it."""
        return width.normalise_code(super().to_python(value) or "")


class DigitsField(CodeField):
    """A code of exactly so many digits."""

    def __init__(self, *, label: str, digits: int, help_text: str = "", **options: Any) -> None:
        super().__init__(label=label, help_text=help_text or f"半角数字{digits}桁で入力します。", **options)
        self.digits = digits

    def validate(self, value: str) -> None:
        """Digits, and as many as wanted."""
        super().validate(value)
        if not (len(value) == self.digits and value.isascii() and value.isdecimal()):
            raise self.refuse(f"半角数字{self.digits}桁で入力してください。")


class ContractNumberField(DigitsField):
    """CON-1."""

    def __init__(self) -> None:
        super().__init__(label="契約番号", digits=8)


class UserIdField(CodeField):
    """REG-5."""

    def __init__(self, *, own: bool = False) -> None:
        super().__init__(
            label="ユーザーID",
            help_text="6～12桁で入力します。半角英、数字の2種必須です。" + CASE_MATTERS,
            own="username" if own else "",
        )

    def validate(self, value: str) -> None:
        """6 to 12 half-width letters and digits, both kinds."""
        super().validate(value)
        if not rules.is_user_id(value):
            raise self.refuse("半角英、数字の2種を使い、6～12桁で入力してください。" + CASE_MATTERS)


class PasswordField(EntryField):
    """A password as typed: nothing is trimmed, and it is never shown again."""

    def __init__(self, *, label: str = "パスワード", help_text: str = "", required: bool = True) -> None:
        super().__init__(
            label=label,
            help_text=help_text or "8～12桁で入力します。" + FOUR_KINDS + CASE_MATTERS,
            strip=False,
            required=required,
            # Several people may share a PC (ENV-6): the browser is not to keep one's password for the next.
            widget=forms.PasswordInput(attrs={"autocomplete": "off", "data-software-keyboard": "yes"}),
        )


class NewPasswordField(PasswordField):
    """REG-6: a password that is being decided must keep the rules; one that is only tried need not."""

    def validate(self, value: str) -> None:
        """8 to 12, half-width, four kinds."""
        super().validate(value)
        if value and (found := rules.login_password_fault(value)):
            raise self.refuse(PASSWORD_RULES[found])


PASSWORD_RULES: Final = {
    rules.PasswordFault.LENGTH: "8～12桁で入力してください。",
    rules.PasswordFault.HALF_WIDTH: "半角英大・小文字、数字、記号だけで入力してください。",
    rules.PasswordFault.FOUR_KINDS: "半角英大文字・英小文字・数字・記号の4種をすべて使って入力してください。",
}


class NameField(EntryField):
    """REG-7."""

    def __init__(self, *, own: bool = False, required: bool = True) -> None:
        super().__init__(
            label="ユーザー名",
            help_text="全角20文字以下で入力します。(カナ、漢字含む)",
            own="name" if own else "",
            required=required,
        )

    def validate(self, value: str) -> None:
        """Full-width, at most 20 characters."""
        super().validate(value)
        if value and not width.is_full_width(value):
            raise self.refuse("全角文字(漢字・かな・カナ・英数字・スペース)で入力してください。")
        if width.character_count(value) > rules.MAX_NAME_LENGTH:
            raise self.refuse("全角20文字以下で入力してください。")


class MailField(CodeField):
    """REG-8."""

    def __init__(
        self,
        *,
        label: str = "メールアドレス",
        help_text: str = "",
        own: bool = False,
        required: bool = True,
    ) -> None:
        super().__init__(
            label=label,
            help_text=help_text or "半角英数50桁以下で入力します。\n※携帯電話のアドレスは不可",
            own="email" if own else "",
            required=required,
        )

    def validate(self, value: str) -> None:
        """An address of at most 50 characters, not a mobile carrier's."""
        super().validate(value)
        if not value:
            return
        found = rules.mail_fault(value)
        if found is rules.MailFault.MOBILE_CARRIER:
            raise fault(messages.MOBILE_CARRIER, field=str(self.label), domain=value.rpartition("@")[2])
        if found is not None:
            raise self.refuse(MAIL_RULES[found])


MAIL_RULES: Final = {
    rules.MailFault.LENGTH: "半角50桁以下で入力してください。",
    rules.MailFault.SHAPE: "「名前@ドメイン」の形式で、半角英数記号だけで入力してください。",
}
