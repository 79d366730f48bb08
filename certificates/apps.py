from django.apps import AppConfig


class CertificatesConfig(AppConfig):
    name = "certificates"
    label = "certificates"
    verbose_name = "電子証明書"

    def ready(self) -> None:
        """The checks of keys, CRLs and proxy run with Django's own."""
        from . import checks  # noqa: F401, PLC0415  registers itself; needs the settings
