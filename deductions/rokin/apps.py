from django.apps import AppConfig


class RokinConfig(AppConfig):
    name = "deductions.rokin"
    verbose_name = "労金控除事務"
    label = "rokin"

    def ready(self) -> None:
        """Files of kind 10 come here; a cycle is confirmed, sent and accepted here."""
        from django.db.models import Exists, OuterRef  # noqa: PLC0415

        from chingin.kernel.receptions import takers  # noqa: PLC0415  once models may be imported
        from deductions.groups import progress  # noqa: PLC0415
        from deductions.rokin.actions.reception import RequestTaker  # noqa: PLC0415
        from deductions.rokin.models import DepositRequest  # noqa: PLC0415

        takers.register("10", RequestTaker())
        confirmed = DepositRequest.objects.filter(cycle=OuterRef("pk")).standing()
        progress.register(
            is_confirmed=Exists(confirmed),
            is_sent=Exists(confirmed.filter(submission__isnull=False)),
            is_accepted=Exists(confirmed.filter(acceptance__isnull=False)),
        )
