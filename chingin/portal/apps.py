from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "chingin.portal"
    label = "portal"
    verbose_name = "ポータル"

    def ready(self) -> None:
        """The checks register themselves; what the apps below can tell is plugged in."""
        from chingin.portal import checks, schedules, sections  # noqa: F401, PLC0415  once models may be imported

        sections.plug_in_schedule("ROKIN_DEDUCTION", schedules.rokin_schedule)
