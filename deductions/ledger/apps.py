from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "deductions.ledger"
    verbose_name = "賃控元帳"
    label = "ledger"
