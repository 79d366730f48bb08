from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "deductions.ledger"
    label = "ledger"
