"""Which services go together in a contract (CON-4): pure, for the form and for the file of old contracts."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Final

MEMBER: Final = "MEMBER"
NOT_FOR_MEMBERS: Final = "事業主の契約だけに登録できます。会員の契約では空欄にしてください。"
NOT_FOR_EMPLOYERS: Final = "会員の契約だけに登録できます。事業主の契約では空欄にしてください。"


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """The kind of a contract and what it subscribes to, in the words of accounts.models."""

    kind: str
    # Empty: not contracted.
    rokin_collection: str = ""
    rokin_access: str = ""
    has_ledger: bool = False
    has_group_savings: bool = False
    zaikei_access: str = ""
    has_zaikei_balances: bool = False
    has_zaikei_incentives: bool = False


SUBSCRIPTION_FIELDS: Final = tuple(field.name for field in fields(Subscription))
_OF_MEMBERS: Final = ("rokin_collection", "rokin_access", "has_ledger", "has_group_savings")
_EXTRAS: Final = ("has_zaikei_balances", "has_zaikei_incentives")


def faults(subscription: Subscription) -> dict[str, str]:
    """Field → the rule that it breaks, as the screen words it; empty when the services go together."""
    found = _of_member(subscription) if subscription.kind == MEMBER else _of_employer(subscription)
    return dict(found)


def _of_member(wanted: Subscription) -> Iterator[tuple[str, str]]:
    for name in ("zaikei_access", *_EXTRAS):
        if getattr(wanted, name):
            yield name, NOT_FOR_MEMBERS
    if wanted.rokin_collection and not wanted.rokin_access:
        yield "rokin_access", "労金控除を契約する場合は、「照会」または「Web更新」を選んでください。"
    if wanted.rokin_access and not wanted.rokin_collection:
        yield (
            "rokin_collection",
            "利用区分を登録する場合は、「まとめ入金」または「賃金控除」を選んでください。",
        )
    if not any(getattr(wanted, name) for name in _OF_MEMBERS):
        yield (
            "rokin_collection",
            "会員の契約には、労金控除・賃控元帳・一斉積立のうち1つ以上を登録してください。",
        )


def _of_employer(wanted: Subscription) -> Iterator[tuple[str, str]]:
    for name in _OF_MEMBERS:
        if getattr(wanted, name):
            yield name, NOT_FOR_EMPLOYERS
    if not wanted.zaikei_access:
        yield "zaikei_access", "事業主の契約では、「照会」または「明細送信」を選んでください。"
