from django.apps import AppConfig


class CompanyConfig(AppConfig):
    name = "deductions.company"
    label = "company"
