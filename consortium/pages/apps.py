from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "consortium.pages"
    label = "pages"
    verbose_name = "The roof"
