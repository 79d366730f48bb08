from django.apps import AppConfig


class SavingsConfig(AppConfig):
    name = "deductions.savings"
    verbose_name = "一斉積立"
    label = "savings"
