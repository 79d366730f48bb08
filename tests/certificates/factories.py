"""Rows of the register and flows: the valid default; a test states only what matters to it."""

import hashlib
from datetime import date, datetime
from typing import Final

import factory
from factory.django import DjangoModelFactory

from certificates import rules
from certificates.models import (
    Certificate,
    FirstUse,
    IssuanceFlow,
    Notice,
    Reason,
    Revocation,
    browser_hash,
)
from chingin.kernel.clock import JST
from tests.accounts.factories import MasterFactory

ISSUED_ON: Final = date(2026, 11, 20)
LONG_AGO: Final = datetime(2020, 1, 1, tzinfo=JST)
NOON: Final = datetime(2026, 11, 20, 12, 0, tzinfo=JST)
BROWSER: Final = "browser-of-the-tests"


class CertificateFactory(DjangoModelFactory[Certificate]):
    """The first certificate of a master, issued on 2026-11-20; `issued_on=` moves all of its days."""

    class Meta:
        model = Certificate

    class Params:
        issued_on = ISSUED_ON

    user = factory.SubFactory(MasterFactory)
    ordinal = 1
    common_name = factory.LazyAttribute(lambda row: row.user.user_id)
    contract_number = factory.LazyAttribute(lambda row: row.user.contract.number)
    serial = factory.Sequence(lambda n: f"{n + 1:040X}")
    fingerprint = factory.LazyAttribute(lambda row: hashlib.sha256(row.serial.encode()).hexdigest())
    generation = 1
    not_before = factory.LazyAttribute(lambda row: rules.validity(row.issued_on, LONG_AGO).start)
    not_after = factory.LazyAttribute(lambda row: rules.validity(row.issued_on, LONG_AGO).end)
    last_day = factory.LazyAttribute(lambda row: rules.last_day(row.issued_on))
    pem = "-----BEGIN CERTIFICATE-----\nfor tests\n-----END CERTIFICATE-----\n"
    issued_at = factory.LazyAttribute(lambda row: row.not_before)


class RevocationFactory(DjangoModelFactory[Revocation]):
    """Revoked by the bank at noon of the day of issue."""

    class Meta:
        model = Revocation

    certificate = factory.SubFactory(CertificateFactory)
    at = NOON
    reason = Reason.BANK_REQUEST
    by_user_id = "bank0001"


class FirstUseFactory(DjangoModelFactory[FirstUse]):
    """Used at noon of the day of issue."""

    class Meta:
        model = FirstUse

    certificate = factory.SubFactory(CertificateFactory)
    at = NOON


class NoticeFactory(DjangoModelFactory[Notice]):
    """The notice of D - 30."""

    class Meta:
        model = Notice

    certificate = factory.SubFactory(CertificateFactory)
    kind = rules.Notice.RENEWABLE.value
    at = NOON


class FlowFactory(DjangoModelFactory[IssuanceFlow]):
    """A flow that has just begun: its code is asked for and not sent yet."""

    class Meta:
        model = IssuanceFlow

    user = factory.SubFactory(MasterFactory)
    browser_hash = browser_hash(BROWSER)
    started_at = NOON
    code_wanted_at = factory.SelfAttribute("started_at")
