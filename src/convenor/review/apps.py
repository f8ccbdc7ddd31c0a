from django.apps import AppConfig


class ReviewConfig(AppConfig):
    name = "convenor.review"
    default_auto_field = "django.db.models.BigAutoField"
