from django.apps import AppConfig


class CertificatesConfig(AppConfig):
    name = "certificates"
    label = "certificates"
    verbose_name = "電子証明書"

    def ready(self) -> None:
        """Checks and receivers register themselves; the list of users learns the certificates' ends."""
        from accounts.columns import CERTIFICATE_ENDS  # noqa: PLC0415  models are ready only now

        from . import checks, receivers  # noqa: F401, PLC0415  need settings and models
        from .columns import certificate_ends  # noqa: PLC0415

        CERTIFICATE_ENDS.append(certificate_ends)
