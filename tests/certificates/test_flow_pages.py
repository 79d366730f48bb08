"""The pages that move on by themselves are as sound as all others; tests/portal looks at those that stand."""

from pathlib import Path

import pytest

from tests.lint import tools

from .flow_pages import MOVING

pytestmark = pytest.mark.django_db


def test_they_are_valid_html(tmp_path: Path) -> None:
    for name, made in MOVING.items():
        (tmp_path / f"{name}.html").write_text(made(), encoding="utf-8")

    answer = tools.pages(*sorted(tmp_path.glob("*.html")))

    assert answer.returncode == 0, answer.stdout


@pytest.mark.parametrize("name", MOVING)
def test_they_move_on_at_once_and_say_where(name: str) -> None:
    page = MOVING[name]()

    assert page.count('http-equiv="refresh" content="0; url=/certificate/') == 1
