from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "chingin.portal"
    label = "portal"
    verbose_name = "ポータル"

    def ready(self) -> None:
        """The checks register themselves."""
        from chingin.portal import checks  # noqa: F401, PLC0415  once models may be imported
