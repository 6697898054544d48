from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "cabinet.desk"
    label = "desk"
