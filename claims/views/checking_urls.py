"""Addresses of the tracker, of checking and of approving."""

from django.urls import path

import consortium.core.paths  # noqa: F401 - <id:pk>
from claims.views import tracker
from claims.views.checking import approving, claim, lines, page

urlpatterns = [
    path("claims/tracker/", tracker.claims_tracker, name="claims_tracker"),
    path("claims/tracker/check/", tracker.claims_check_clean, name="claims_check_clean"),
    path("claims/tracker/approve/", tracker.claims_approve, name="claims_approve"),
    path("claims/tracker/export.<str:kind>", tracker.claims_export, name="claims_export"),
    path(
        "claims/tracker/remind/<id:round_pk>/<id:organisation_pk>/",
        tracker.claim_chase,
        name="claim_chase",
    ),
    path("claims/<id:pk>/check/", page.claim_check, name="claim_check"),
    path("claims/<id:pk>/check/rest/", lines.claim_accept_rest, name="claim_accept_rest"),
    path("claims/<id:pk>/check/done/", claim.claim_mark_checked, name="claim_mark_checked"),
    path("claims/<id:pk>/check/back/", claim.claim_uncheck, name="claim_uncheck"),
    path("claims/<id:pk>/check/ask/", claim.claim_ask, name="claim_ask"),
    path("claims/<id:pk>/check/reject/", claim.claim_reject, name="claim_reject"),
    path("claims/<id:pk>/check/outputs/", claim.claim_accept_outputs, name="claim_accept_outputs"),
    path("claims/<id:pk>/check/note/", claim.claim_note, name="claim_note"),
    path("claims/<id:pk>/check/lines/<id:number>/", lines.claim_line, name="claim_line_decide"),
    path(
        "claims/<id:pk>/check/lines/<id:number>/accept/",
        lines.claim_line_accept,
        name="claim_line_accept",
    ),
    path(
        "claims/<id:pk>/check/items/<id:item>/<id:other>/",
        claim.claim_not_a_duplicate,
        name="claim_not_a_duplicate",
    ),
    path(
        "claims/<id:pk>/check/evidence/<id:number>/",
        page.claim_evidence_file,
        name="claim_check_file",
    ),
    path("claims/<id:pk>/approve/", approving.claim_approve, name="claim_approve"),
    path("claims/<id:pk>/reviewer/", approving.claim_reviewer, name="claim_reviewer"),
    path("claims/<id:pk>/reviewer/end/", approving.claim_reviewer_end, name="claim_reviewer_end"),
    path("claims/<id:pk>/override/", approving.claim_override, name="claim_override"),
    path("claims/<id:pk>/override/ask/", approving.claim_ask_chair, name="claim_ask_chair"),
]
