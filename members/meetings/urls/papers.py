"""Addresses of papers, circulations, packs, replies and access needs."""

from django.urls import path

import consortium.core.paths  # noqa: F401 - <id:pk>
from members.meetings.views import access_needs, circulation, guests, papers, replies

ONE = "meetings/<id:pk>/"
PAPER = f"{ONE}papers/<id:paper_pk>/"
GUEST = "meetings/guest/<str:token>/"

urlpatterns = [
    path(f"{ONE}papers/", papers.meeting_papers, name="meeting_papers"),
    path(f"{ONE}papers/ask/", papers.paper_ask, name="paper_ask"),
    path(PAPER, papers.paper, name="paper"),
    path(f"{PAPER}change/", papers.paper_change, name="paper_change"),
    path(f"{PAPER}add/", papers.paper_bring, name="paper_bring"),
    path(f"{PAPER}off/", papers.paper_take_off, name="paper_take_off"),
    path(f"{PAPER}file/<id:version_pk>/", papers.paper_file, name="paper_file"),
    path(f"{ONE}circulate/", circulation.circulate, name="circulate"),
    path(
        f"{ONE}circulations/<id:circulation_pk>/", circulation.circulation_proof, name="circulation"
    ),
    path(f"{ONE}packs/", papers.packs_make, name="packs_make"),
    path(f"{ONE}packs/<id:pack_pk>/", papers.pack_file, name="pack_file"),
    path(f"{ONE}replies/", replies.meeting_replies, name="meeting_replies"),
    path(f"{ONE}reply/", replies.reply, name="reply"),
    path(f"{ONE}replies/enter/", replies.reply_for, name="reply_for"),
    path(f"{ONE}replies/remind/", replies.replies_remind, name="replies_remind"),
    path("meetings/reply/<str:token>/", replies.reply_by_link, name="reply_by_link"),
    path(GUEST, guests.guest_papers, name="guest_papers"),
    path(f"{GUEST}paper/<id:version_pk>/", guests.guest_file, name="guest_file"),
    path(f"{GUEST}pack/<id:pack_pk>/", guests.guest_pack, name="guest_pack"),
    path("meetings/access/", access_needs.access_needs, name="access_needs"),
    path(f"{ONE}access/", access_needs.meeting_access, name="meeting_access"),
    path(f"{ONE}access/check/", access_needs.access_check, name="access_check"),
]
