from django.apps import AppConfig


class ZaikeiConfig(AppConfig):
    name = "zaikei"
    label = "zaikei"
