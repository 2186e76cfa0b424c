from django.apps import AppConfig


class BidsConfig(AppConfig):
    name = "projects.bids"
    label = "bids"
    verbose_name = "Bids"

    def ready(self):
        from projects.bids import (  # noqa: F401  # each registers what it knows or what follows
            todos,
            told,
        )
        from projects.bids.actions import outcomes  # noqa: F401
