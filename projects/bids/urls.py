"""Addresses of bids."""

from django.urls import path

from consortium.core import paths  # noqa: F401 - registers the converters

from . import views

urlpatterns = [
    path("projects/bids/", views.bids, name="bids"),
    path("projects/bids/new/", views.bid_new, name="bid_new"),
    path("projects/bids/<id:pk>/", views.bid, name="bid"),
    path("projects/bids/<id:pk>/history/", views.bid_history, name="bid_history"),
    path("projects/bids/<id:pk>/guidance/", views.bid_guidance, name="bid_guidance"),
    path("projects/bids/<id:pk>/pack.pdf", views.bid_pack, name="bid_pack"),
    path("projects/bids/<id:pk>/change/", views.bid_change, name="bid_change"),
    path("projects/bids/<id:pk>/figures/", views.bid_figures, name="bid_figures"),
    path("projects/bids/<id:pk>/partners/", views.bid_partner, name="bid_partner"),
    path(
        "projects/bids/<id:pk>/partners/<id:partner_pk>/leave/",
        views.bid_partner_leave,
        name="bid_partner_leave",
    ),
    path("projects/bids/<id:pk>/ready/", views.bid_finish, name="bid_finish"),
    path("projects/bids/<id:pk>/reopen/", views.bid_reopen, name="bid_reopen"),
    path("projects/bids/<id:pk>/route/", views.bid_put_route, name="bid_put_route"),
    path("projects/bids/<id:pk>/put/", views.bid_put, name="bid_put"),
    path("projects/bids/<id:pk>/decision/", views.bid_link, name="bid_link"),
    path("projects/bids/<id:pk>/send/", views.bid_send, name="bid_send"),
    path("projects/bids/<id:pk>/subject/", views.bid_send_subject, name="bid_send_subject"),
    path("projects/bids/<id:pk>/answer/", views.bid_answer, name="bid_answer"),
    path("projects/bids/<id:pk>/withdraw/", views.bid_withdraw, name="bid_withdraw"),
]
