"""What the workers do for accounts."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session

from accounts.tasks import clear_sessions
from chingin.kernel import clock


@pytest.mark.django_db
def test_sessions_that_are_over_are_deleted_and_others_stay() -> None:
    now = clock.now()
    Session.objects.create(session_key="over", session_data="", expire_date=now - timedelta(seconds=1))
    Session.objects.create(session_key="runs", session_data="", expire_date=now + timedelta(hours=1))

    clear_sessions()

    assert [session.session_key for session in Session.objects.all()] == ["runs"]
