from django.apps import AppConfig


class RokinConfig(AppConfig):
    name = "deductions.rokin"
    label = "rokin"

    def ready(self) -> None:
        """Files of kind 10 come here."""
        from chingin.kernel.receptions import takers  # noqa: PLC0415  once models may be imported
        from deductions.rokin.actions.reception import RequestTaker  # noqa: PLC0415

        takers.register("10", RequestTaker())
