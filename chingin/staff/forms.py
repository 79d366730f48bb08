"""What the pages of ActionAdmin type their values into."""

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

from chingin.kernel.errors import Refusal

if TYPE_CHECKING:
    ModelForm = forms.ModelForm[Any]
else:
    ModelForm = forms.ModelForm  # generic only in its stubs


class ActionForm(ModelForm):
    """A form of ActionAdmin: it knows its viewer, and shows what the action refused. It never saves."""

    use_required_attribute = False
    viewer: ClassVar[Any] = None
    refused: ClassVar[Refusal | None] = None

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **options})
        for field in self.fields.values():
            if field.error_messages.get("required") == forms.Field.default_error_messages["required"]:
                field.error_messages["required"] = f"{field.label}を入力または選択してください。"

    def clean(self) -> dict[str, Any]:
        """The action said no to what is typed here."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.refused is not None:
            raise ValidationError(self.refused.in_words, code=self.refused.code)
        return cleaned
