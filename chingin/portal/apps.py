from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "chingin.portal"
    label = "portal"
