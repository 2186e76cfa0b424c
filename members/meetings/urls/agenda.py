"""Addresses of the agenda: building it, agreeing it, and what members propose for it."""

from django.urls import path

from members.meetings.views import agenda, proposals

MEETING = "meetings/<id:pk>/"
ITEM = "meetings/items/<id:pk>/"
PROPOSAL = "meetings/proposals/<id:pk>/"

urlpatterns = [
    path(f"{MEETING}agenda/add/", agenda.agenda_add, name="agenda_add"),
    path(f"{MEETING}agenda/order/", agenda.agenda_order, name="agenda_order"),
    path(f"{MEETING}agenda/take/", agenda.agenda_take, name="agenda_take"),
    path(f"{MEETING}agenda/ask/", agenda.agenda_ask_chair, name="agenda_ask_chair"),
    path(f"{MEETING}agenda/agree/", agenda.agenda_agree, name="agenda_agree"),
    path(f"{ITEM}change/", agenda.item_change, name="item_change"),
    path(f"{ITEM}remove/", agenda.item_remove, name="item_remove"),
    path(f"{MEETING}proposals/", proposals.meeting_proposals, name="meeting_proposals"),
    path(f"{MEETING}proposals/call/", proposals.items_call, name="items_call"),
    path(f"{MEETING}proposals/new/", proposals.item_propose, name="item_propose"),
    path(f"{PROPOSAL}take/", proposals.item_proposal_take, name="item_proposal_take"),
    path(f"{PROPOSAL}decline/", proposals.item_proposal_decline, name="item_proposal_decline"),
    path(
        f"{PROPOSAL}take-back/", proposals.item_proposal_take_back, name="item_proposal_take_back"
    ),
]
