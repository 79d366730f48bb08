"""What a list is made from goes to the worker and comes back the same, seen with the viewer's eyes."""

import json
from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ObjectDoesNotExist
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Bank, User
from chingin.kernel.lists.media import Medium
from chingin.kernel.lists.orders.arguments import freeze, thaw
from chingin.kernel.months import Month
from tests.accounts.factories import BankFactory, ContractFactory, GeneralUserFactory, MasterFactory

VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.text(),
    st.dates(),
    st.datetimes(timezones=st.just(UTC)),
    st.builds(Month, st.integers(1000, 9999), st.integers(1, 12)),
)


@given(st.dictionaries(st.from_regex(r"[a-z]{1,8}", fullmatch=True), VALUES))
def test_arguments_come_back_from_json_as_they_went(arguments: dict[str, object]) -> None:
    arguments.pop("viewer", None)

    sent = json.loads(json.dumps(freeze(**arguments)))

    assert thaw(viewer=None, **sent) == arguments


def test_a_day_does_not_become_an_instant_nor_a_flag_a_number() -> None:
    back = thaw(viewer=None, **freeze(day=date(2026, 11, 4), at=datetime(2026, 11, 4, tzinfo=UTC), flag=True))

    assert [type(value) for value in back.values()] == [date, datetime, bool]


@pytest.mark.django_db
def test_a_row_is_read_anew() -> None:
    bank = BankFactory.create(name="東西労働金庫")
    sent = freeze(bank=bank)
    Bank.objects.update(name="南北労働金庫")

    back = thaw(viewer=None, **sent)["bank"]

    assert isinstance(back, Bank)
    assert (back, back.name) == (bank, "南北労働金庫")


@pytest.mark.django_db
def test_a_row_that_the_viewer_may_not_see_is_not_read() -> None:
    viewer: User = MasterFactory.create()
    own = GeneralUserFactory.create(contract=viewer.contract)
    stranger = MasterFactory.create(contract=ContractFactory.create())

    assert thaw(viewer=viewer, **freeze(user=own)) == {"user": own}
    with pytest.raises(ObjectDoesNotExist):
        thaw(viewer=viewer, **freeze(user=stranger))


@pytest.mark.parametrize("value", [3.5, [1], {"a": 1}, Medium.PDF, object()])
def test_what_would_come_back_as_something_else_is_refused(value: object) -> None:
    with pytest.raises(TypeError, match="cannot wait for a worker"):
        freeze(kind=value)
