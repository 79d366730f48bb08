from django.apps import AppConfig


class CompanyConfig(AppConfig):
    name = "deductions.company"
    verbose_name = "企業とのデータ授受"
    label = "company"

    def ready(self) -> None:
        """Files of kind 11 come here; those of kinds 50 and 52 are filled here; a cycle gets results here."""
        from django.db.models import Exists, OuterRef  # noqa: PLC0415

        from chingin.kernel.receptions import takers  # noqa: PLC0415  once models may be imported
        from chingin.kernel.transmissions import senders  # noqa: PLC0415
        from deductions.company.actions.results import ResultTaker  # noqa: PLC0415
        from deductions.company.models import CycleResults  # noqa: PLC0415
        from deductions.company.senders import RequestSender, UpdateSender  # noqa: PLC0415
        from deductions.groups import progress  # noqa: PLC0415

        takers.register("11", ResultTaker())
        senders.register("50", RequestSender())
        senders.register("52", UpdateSender())
        progress.register(has_results=Exists(CycleResults.objects.filter(cycle=OuterRef("pk"))))
