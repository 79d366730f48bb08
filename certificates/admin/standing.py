"""How a certificate stands, in the staff's words: one expression for the list, its filter and the page."""

from datetime import datetime, timedelta

from django.db.models import Case, CharField, Exists, OuterRef, Q, TextChoices, Value, When

from certificates import rules
from certificates.models import Certificate, FlowState, Reason
from chingin.kernel.clock import local_date


class Standing(TextChoices):
    """The first that is true, from the last to the first of this list."""

    VALID = "valid", "有効"
    RENEWABLE = "renewable", "更新可能"
    NEVER_DOWNLOADED = "never_downloaded", "未ダウンロード"
    EXPIRED = "expired", "期限切れ"
    REVOKED = "revoked", "失効"
    REPLACED = "replaced", "更新済み"


def standing_at(at: datetime) -> Case:
    """For `annotate`. A deleted user's certificate counts as revoked (CERT-12)."""
    successors = Certificate.objects.unrevoked().filter(
        user=OuterRef("user"), ordinal__gt=OuterRef("ordinal")
    )
    renewable_until = local_date(at) + timedelta(days=rules.RENEWABLE_DAYS_BEFORE)
    return Case(
        When(revocation__reason=Reason.SUPERSEDED, then=Value(Standing.REPLACED.value)),
        When(
            Q(revocation__isnull=False) | Q(user__deleted_at__isnull=False),
            then=Value(Standing.REVOKED.value),
        ),
        When(not_after__lt=at, then=Value(Standing.EXPIRED.value)),
        When(issuance__state=FlowState.ISSUED, then=Value(Standing.NEVER_DOWNLOADED.value)),
        When(~Exists(successors), last_day__lte=renewable_until, then=Value(Standing.RENEWABLE.value)),
        default=Value(Standing.VALID.value),
        output_field=CharField(),
    )
