from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "convenor.accounts"
    default_auto_field = "django.db.models.BigAutoField"
