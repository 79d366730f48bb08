"""What a guess costs: LOCK-6 in time, and Argon2id's price."""

from datetime import datetime

import pytest
from django.contrib.auth.hashers import make_password

from accounts.actions.passwords import try_password
from accounts.models import User
from chingin.kernel.actors import Actor
from chingin.kernel.clock import JST
from tests.accounts.factories import MasterFactory

from .timing import medians, report

pytestmark = [pytest.mark.bench, pytest.mark.django_db]

AT = datetime(2026, 11, 20, 9, 0, tzinfo=JST)
STRANGER = Actor("unknown", "", "192.0.2.1")
PASSWORD = "Rokin#2026"


def guess(user_id: str, password: str) -> None:
    users = User.objects.registered().filter(user_id=user_id)
    try_password(users=users, password=password, by=STRANGER, at=AT)


def test_an_unknown_id_and_a_wrong_password_take_the_same_time_lock_6() -> None:
    known = iter([MasterFactory.create(password=make_password(PASSWORD)).user_id for _ in range(40)])

    measured = medians(
        {
            "hash alone": lambda: make_password(PASSWORD),
            "wrong password": lambda: guess(next(known), "Chigau#1"),
            "unknown ID": lambda: guess("nobody01", "Chigau#1"),
            "right password": lambda: guess(next(known), PASSWORD),
        }
    )

    report("Passwords", measured, baseline="hash alone")
    assert measured["right password"] <= 1.5 * measured["hash alone"]
    assert 0.7 <= measured["unknown ID"] / measured["wrong password"] <= 1.3
