"""Addresses of the registers."""

from django.urls import path

import consortium.core.paths  # noqa: F401 - <id:pk>

from .views import (
    awareness,
    events,
    events_public,
    feedback,
    interests,
    prospects,
    public,
    representation,
    stakeholders,
)

LOG = "members/awareness/"
SEATS = "members/representation/"
SEAT = f"{SEATS}<id:pk>/"
STAKEHOLDER = "members/stakeholders/<id:pk>/"
EVENTS = "members/events/"
EVENT = f"{EVENTS}<id:pk>/"
PROSPECTS = "members/prospects/"
PROSPECT = f"{PROSPECTS}<id:pk>/"

urlpatterns = [
    path("feedback/", public.feedback_give, name="feedback_give"),
    path("feedback/sent/", public.feedback_sent, name="feedback_sent"),
    path("members/feedback/", feedback.feedback_list, name="feedback_list"),
    path("members/feedback/list.csv", feedback.feedback_csv, name="feedback_csv"),
    path("members/feedback/new/", feedback.feedback_new, name="feedback_new"),
    path("members/feedback/settings/", feedback.feedback_settings, name="feedback_settings"),
    path("members/feedback/summary/", feedback.feedback_summary, name="feedback_summary"),
    path(
        "members/feedback/summary.pdf", feedback.feedback_summary_pdf, name="feedback_summary_pdf"
    ),
    path("members/feedback/<id:pk>/", feedback.feedback, name="feedback"),
    path("members/feedback/<id:pk>/<slug:act>/", feedback.feedback_act, name="feedback_act"),
    path(LOG, awareness.awareness, name="awareness"),
    path(f"{LOG}list.csv", awareness.awareness_csv, name="awareness_csv"),
    path(f"{LOG}new/", awareness.awareness_new, name="awareness_new"),
    path(f"{LOG}<id:pk>/change/", awareness.awareness_change, name="awareness_change"),
    path(f"{LOG}<id:pk>/strike/", awareness.awareness_strike, name="awareness_strike"),
    path(SEATS, representation.representations, name="representations"),
    path(
        "members/representation/list.csv",
        representation.representations_csv,
        name="representations_csv",
    ),
    path(
        "members/representation/register.pdf",
        representation.representations_pdf,
        name="representations_pdf",
    ),
    path(f"{SEATS}new/", representation.representation_new, name="representation_new"),
    path(SEAT, representation.representation, name="representation"),
    path(f"{SEAT}change/", representation.representation_change, name="representation_change"),
    path(f"{SEAT}end/", representation.representation_end, name="representation_end"),
    path(f"{SEAT}report/", representation.representation_report, name="representation_report"),
    path("members/stakeholders/", stakeholders.stakeholders, name="stakeholders"),
    path("members/stakeholders/list.csv", stakeholders.stakeholders_csv, name="stakeholders_csv"),
    path("members/stakeholders/new/", stakeholders.stakeholder_new, name="stakeholder_new"),
    path(STAKEHOLDER, stakeholders.stakeholder, name="stakeholder"),
    path(f"{STAKEHOLDER}change/", stakeholders.stakeholder_change, name="stakeholder_change"),
    path(f"{STAKEHOLDER}end/", stakeholders.stakeholder_end, name="stakeholder_end"),
    path(f"{STAKEHOLDER}contact/", stakeholders.stakeholder_contact, name="stakeholder_contact"),
    path(EVENTS, events.events, name="events"),
    path(f"{EVENTS}list.csv", events.events_csv, name="events_csv"),
    path(f"{EVENTS}new/", events.event_new, name="event_new"),
    path(EVENT, events.event, name="event"),
    path(f"{EVENT}change/", events.event_change, name="event_change"),
    path(f"{EVENT}report/", events.event_report, name="event_report"),
    path(f"{EVENT}report.pdf", events.event_report_pdf, name="event_report_pdf"),
    path(f"{EVENT}<slug:act>/", events.event_act, name="event_act"),
    path("events/", events_public.events_public, name="events_public"),
    path("events/mine/<str:token>/", events_public.event_mine, name="event_mine"),
    path("events/<id:pk>/", events_public.event_sign_up, name="event_sign_up"),
    path("events/<id:pk>/sent/", events_public.event_signed_up, name="event_signed_up"),
    path("members/interests/", interests.interests, name="interests"),
    path("members/interests/new/", interests.interest_new, name="interest_new"),
    path("members/interests/<id:pk>/end/", interests.interest_end, name="interest_end"),
    path(PROSPECTS, prospects.prospects, name="prospects"),
    path(f"{PROSPECTS}list.csv", prospects.prospects_csv, name="prospects_csv"),
    path(f"{PROSPECTS}figures/", prospects.prospect_figures, name="prospect_figures"),
    path(f"{PROSPECTS}figures.pdf", prospects.prospect_figures_pdf, name="prospect_figures_pdf"),
    path(f"{PROSPECTS}new/", prospects.prospect_new, name="prospect_new"),
    path(PROSPECT, prospects.prospect, name="prospect"),
    path(f"{PROSPECT}change/", prospects.prospect_change, name="prospect_change"),
    path(f"{PROSPECT}<slug:act>/", prospects.prospect_act, name="prospect_act"),
]
