from django.apps import AppConfig


class ZaikeiConfig(AppConfig):
    name = "zaikei"
    verbose_name = "財形貯蓄"
    label = "zaikei"
