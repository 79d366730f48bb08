"""Refusals: a rule of the business says no, and the user is told why and what to do."""

from typing import ClassVar

from .messages import Message


class Refusal(Exception):
    """Something may not be done. Each kind is a subclass with its `message`, whose fields the values fill."""

    message: ClassVar[Message]

    def __init__(self, **values: object) -> None:
        self.values = values
        self.code = self.message.code
        self.text = self.message.text.format_map(values)
        self.cause = self.message.cause.format_map(values)
        self.remedy = self.message.remedy.format_map(values)
        self.contact = self.message.contact
        super().__init__(self.text)

    @property
    def in_words(self) -> str:
        """One paragraph: what, why, what to do, and the code."""
        return f"{self.text}{self.cause}{self.remedy}({self.code})"
