from django.apps import AppConfig


class GroupsConfig(AppConfig):
    name = "deductions.groups"
    label = "groups"
