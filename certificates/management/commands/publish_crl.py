"""Publishes the certificate revocation lists; runs daily and on each revocation."""

from typing import Any

from django.core.management.base import BaseCommand

from certificates.actions.revocation import publish_crl
from chingin.kernel import clock
from chingin.kernel.management.console import operator, told_to_the_operator


class Command(BaseCommand):
    help = "証明書失効リスト(CRL)に署名し、公開します。"

    def handle(self, **options: Any) -> None:
        with told_to_the_operator():
            published = publish_crl(by=operator(), at=clock.now())
        self.stdout.write(str(published))
