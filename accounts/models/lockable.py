"""The counts of lockout and blockage, shared by contracts and users."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q

from accounts import rules


def lockout_is_possible(name: str) -> models.CheckConstraint:
    """Open below the third lock, locked by a lock that counts, or blocked by the third (LOCK-1, LOCK-2).

    Who is locked or blocked starts the next count at nothing.
    """
    below = Q(locks__lt=rules.LOCKS_UNTIL_BLOCKAGE, blocked_at__isnull=True)
    open_ = below & Q(wrong_passwords__lt=rules.MAX_WRONG_PASSWORDS, locked_until__isnull=True)
    locked = below & Q(wrong_passwords=0, locks__gte=1, locked_until__isnull=False)
    blocked = Q(
        wrong_passwords=0,
        locks=rules.LOCKS_UNTIL_BLOCKAGE,
        locked_until__isnull=True,
        blocked_at__isnull=False,
    )
    return models.CheckConstraint(name=name, condition=open_ | locked | blocked)


class Lockable(models.Model):
    """What counts wrong passwords (LOCK-3): a user, or a contract until its master is registered."""

    wrong_passwords = models.PositiveSmallIntegerField("連続誤り回数", default=0, editable=False)
    locks = models.PositiveSmallIntegerField("ロック回数", default=0, editable=False)
    locked_until = models.DateTimeField("ロック解除日時", null=True, blank=True, editable=False)
    blocked_at = models.DateTimeField("閉塞日時", null=True, blank=True, editable=False)

    LOCKOUT_FIELDS: ClassVar = ("wrong_passwords", "locks", "locked_until", "blocked_at")

    class Meta:
        abstract = True

    @property
    def lockout(self) -> rules.Lockout:
        """The counts as the rules read them."""
        return rules.Lockout(*(getattr(self, name) for name in self.LOCKOUT_FIELDS))

    def save_lockout(self, lockout: rules.Lockout) -> None:
        """Store new counts. The caller holds the row's lock."""
        for name in self.LOCKOUT_FIELDS:
            setattr(self, name, getattr(lockout, name))
        self.save(update_fields=self.LOCKOUT_FIELDS)

    def standing(self, *, at: datetime) -> rules.Standing:
        """Open, locked or blocked."""
        return rules.standing(self.lockout, at=at)
