from django.apps import AppConfig


class ArchiveConfig(AppConfig):
    name = "convenor.archive"
    default_auto_field = "django.db.models.BigAutoField"
