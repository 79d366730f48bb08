from django.apps import AppConfig


class GroupsConfig(AppConfig):
    name = "deductions.groups"
    verbose_name = "入金グループと控除回"
    label = "groups"
