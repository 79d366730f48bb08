from django.apps import AppConfig


class RokinConfig(AppConfig):
    name = "deductions.rokin"
    label = "rokin"
