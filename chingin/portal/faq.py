"""よくあるご質問: the bank's questions and answers about certificates, letter for letter (COM-3, S3).

`faq.txt` keeps them in the manual's order and under its numbers (Q16 is not among them): a question's
line, its answer's paragraphs, a blank line. Two spaces at the head of a line indent it by one step.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final, Self

from django import forms

from chingin.kernel.japanese.width import normalise_code
from chingin.kernel.origins import Origin, absolute_url

SOURCE: Final = Path(__file__).with_name("faq.txt")
STEP: Final = "  "
LONGEST_SEARCH: Final = 50


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph of an answer; `depth` counts the steps by which it is indented."""

    text: str
    depth: int

    @classmethod
    def of(cls, line: str) -> Self:
        """Read a line of the source."""
        text = line.lstrip(" ")
        return cls(text, (len(line) - len(text)) // len(STEP))


@dataclass(frozen=True, slots=True)
class Question:
    """A question with its answer; both under the number that error pages and people name."""

    number: int
    text: str
    answer: tuple[Paragraph, ...]

    @property
    def anchor(self) -> str:
        """The question's stable place on the page."""
        return f"q{self.number}"

    @property
    def url(self) -> str:
        """The question's address from any origin."""
        return f"{page_url()}#{self.anchor}"

    def holds(self, typed: str) -> bool:
        """Whether question and answer have every word typed, in full or half width, capital or small."""
        whole = _plain("".join((self.text, *(paragraph.text for paragraph in self.answer))))
        return all(word in whole for word in _plain(typed).split())


class SearchForm(forms.Form):
    """Words to look for."""

    q = forms.CharField(label="キーワード", required=False, max_length=LONGEST_SEARCH)


def page_url() -> str:
    """The page's address from any origin."""
    return absolute_url(Origin.PUBLIC, "portal:faq")


def questions() -> tuple[Question, ...]:
    """All questions in the manual's order, with this installation's address where the manual has its own."""
    return _questions(Origin.PUBLIC.base_url)


def numbered(*numbers: int) -> list[Question]:
    """The questions of these numbers, in this order; KeyError for a number that there is not."""
    by_number = {question.number: question for question in questions()}
    return [by_number[number] for number in numbers]


@cache
def _questions(address: str) -> tuple[Question, ...]:
    source = SOURCE.read_text(encoding="utf-8").strip().replace("{address}", address)
    return tuple(_question(block) for block in source.split("\n\n"))


def _question(block: str) -> Question:
    head, *answer = block.split("\n")
    number, text = head.removeprefix("Q").split(" ", maxsplit=1)
    return Question(int(number), text, tuple(Paragraph.of(line) for line in answer))


def _plain(text: str) -> str:
    return normalise_code(text).casefold()
