from django.apps import AppConfig


class ProposalsConfig(AppConfig):
    name = "convenor.proposals"
    default_auto_field = "django.db.models.BigAutoField"
