"""What cannot stand in a file that is being written, with its place, so that a sentence can be made of it."""

from typing import TypedDict


class Told(TypedDict):
    """What stands against writing: the field in code and in Japanese, its value, what could stand there."""

    name: str
    label: str
    value: object
    expected: str


class Unwritable(ValueError):
    """A value that our own reader would refuse; as it is, of a trailer or of a whole set."""

    def __init__(self, *, name: str, label: str, value: object, expected: str) -> None:
        self.name, self.label, self.value, self.expected = name, label, value, expected
        super().__init__(f"{label} ({name}): {value!r} does not fit")

    @property
    def told(self) -> Told:
        """All of it, for an exception that knows the place better."""
        return Told(name=self.name, label=self.label, value=self.value, expected=self.expected)


class UnwritableHeader(Unwritable):
    """A value of the header: whose set it is, of which month, by which dates."""


class UnwritableLine(Unwritable):
    """A value of one line; `line` says which: its number in the set, and what people know it by."""

    def __init__(self, *, line: str, name: str, label: str, value: object, expected: str) -> None:
        self.line = line
        super().__init__(name=name, label=label, value=value, expected=expected)
