from importlib import import_module

from django.apps import apps
from django.contrib.admin.apps import SimpleAdminConfig
from django.utils.module_loading import module_has_submodule

FOREIGN = "django"


class StaffAdminConfig(SimpleAdminConfig):
    """Django's admin with our site. Only our own apps show models: others' would show TOTP keys."""

    default = False
    default_site = "chingin.site.BranchAdminSite"

    def ready(self) -> None:
        """Each app's `admin` registers what it shows."""
        super().ready()
        for config in apps.get_app_configs():
            own = not config.name.startswith(FOREIGN)
            if own and config.module and module_has_submodule(config.module, "admin"):
                import_module(f"{config.name}.admin")
