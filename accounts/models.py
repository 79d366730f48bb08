"""Placeholder until the accounts tables are written."""
from django.contrib.auth.models import AbstractBaseUser
from django.db import models


class User(AbstractBaseUser):
    user_id = models.CharField(max_length=12, unique=True)
    USERNAME_FIELD = "user_id"
