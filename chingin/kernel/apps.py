from importlib import import_module

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class KernelConfig(AppConfig):
    name = "chingin.kernel"
    verbose_name = "システム共通"

    def ready(self) -> None:
        """Every app's messages, menu functions and files are known, and checked, before the first request."""
        autodiscover_modules("catalogue", "messages", "functions", "tasks", "exchange")
        import_module("chingin.kernel.lists.orders.checks")
