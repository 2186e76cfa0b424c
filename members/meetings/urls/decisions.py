"""Addresses of the register of decisions."""

from django.urls import path

from members.meetings.views import decisions

DECISIONS = "meetings/decisions/"
ONE = f"{DECISIONS}<id:pk>/"

urlpatterns = [
    path(DECISIONS, decisions.decisions, name="decisions"),
    path(f"{DECISIONS}decisions.csv", decisions.decisions_csv, name="decisions_csv"),
    path(f"{DECISIONS}overrides/<year:year>.pdf", decisions.overrides_pdf, name="overrides_pdf"),
    path(ONE, decisions.decision, name="decision"),
    path(f"{ONE}no-part/", decisions.decision_opt_out, name="decision_opt_out"),
    path(f"{DECISIONS}no-part/<id:pk>/end/", decisions.decision_opt_in, name="decision_opt_in"),
    path(f"{ONE}override/", decisions.decision_override, name="decision_override"),
    path(f"{DECISIONS}overrides/<id:pk>/file/", decisions.override_file, name="override_file"),
    path(f"{ONE}look-after/", decisions.decision_look_after, name="decision_look_after"),
]
