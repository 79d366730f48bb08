from django.apps import AppConfig


class SavingsConfig(AppConfig):
    name = "deductions.savings"
    label = "savings"
