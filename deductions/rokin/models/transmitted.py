"""What of this app has gone to the bank (送信): a request once (file 50), a cycle's changes once (52)."""

from django.db import models

from chingin.kernel.append_only import AppendOnly
from chingin.kernel.transmissions.models import TransmittedSet
from deductions.groups.models import Cycle

from .deposit import DepositRequest


class TransmittedRequest(AppendOnly):
    """A request (まとめ入金依頼書) that went out; undoing it later calls nothing back."""

    request = models.OneToOneField(
        DepositRequest, on_delete=models.PROTECT, related_name="transmitted", verbose_name="依頼書"
    )
    sent = models.OneToOneField(
        TransmittedSet, on_delete=models.PROTECT, related_name="deposit_request", verbose_name="送信した組"
    )

    class Meta:
        verbose_name = verbose_name_plural = "送信したまとめ入金依頼書"

    def __str__(self) -> str:
        return f"{self.request} {self.sent}"


class TransmittedUpdates(AppendOnly):
    """A cycle whose lines changed on the web went out, after its deadline."""

    cycle = models.OneToOneField(
        Cycle, on_delete=models.PROTECT, related_name="transmitted_updates", verbose_name="控除回"
    )
    sent = models.OneToOneField(
        TransmittedSet, on_delete=models.PROTECT, related_name="updates", verbose_name="送信した組"
    )

    class Meta:
        verbose_name = verbose_name_plural = "送信した控除更新"

    def __str__(self) -> str:
        return f"{self.cycle} {self.sent}"
