"""Addresses of the agreement and its company."""

from django.urls import path

import consortium.core.paths  # noqa: F401 - <id:pk>

from .views import commitments, identity, protocols, requests, signing, versions

ONE = "members/agreement/<id:pk>/"
COMMITMENT = "members/commitments/<id:pk>/"
REQUEST = "members/requests/lines/<id:pk>/"
PROTOCOL = "members/protocols/<id:pk>/"

urlpatterns = [
    path("agreement.pdf", versions.agreement_text, name="agreement_text"),
    path("members/agreement/", versions.agreement, name="agreement"),
    path("members/agreement/new/", versions.agreement_new, name="agreement_new"),
    path(ONE, versions.agreement_version, name="agreement_version"),
    path(f"{ONE}describe/", versions.agreement_describe, name="agreement_describe"),
    path(f"{ONE}clauses/add/", versions.clause_add, name="agreement_clause_add"),
    path(f"{ONE}clauses/<id:clause_pk>/", versions.clause_change, name="agreement_clause_change"),
    path(
        f"{ONE}clauses/<id:clause_pk>/remove/",
        versions.clause_remove,
        name="agreement_clause_remove",
    ),
    path(f"{ONE}open/", versions.agreement_open, name="agreement_open"),
    path(f"{ONE}give-up/", versions.agreement_drop, name="agreement_drop"),
    path(f"{ONE}copy.pdf", versions.agreement_copy, name="agreement_copy"),
    path(f"{ONE}sign/", signing.agreement_sign, name="agreement_sign"),
    path(f"{ONE}paper/", signing.agreement_paper, name="agreement_paper"),
    path(f"{ONE}in-force/", signing.agreement_complete, name="agreement_complete"),
    path(f"{ONE}remind/", signing.agreement_remind, name="agreement_remind"),
    path(f"{ONE}signatures/<id:signature_pk>/scan/", signing.agreement_scan, name="agreement_scan"),
    path(
        f"{ONE}signatures/<id:signature_pk>/strike/",
        signing.agreement_strike,
        name="agreement_strike",
    ),
    path("members/protocols/new/", protocols.protocol_new, name="protocol_new"),
    path(PROTOCOL, protocols.protocol, name="protocol"),
    path(f"{PROTOCOL}copy.pdf", protocols.protocol_copy, name="protocol_copy"),
    path(f"{PROTOCOL}change/", protocols.protocol_change, name="protocol_change"),
    path(f"{PROTOCOL}adopt/", protocols.protocol_adopt, name="protocol_adopt"),
    path(f"{PROTOCOL}implement/", protocols.protocol_implement, name="protocol_implement"),
    path(f"{PROTOCOL}give-up/", protocols.protocol_drop, name="protocol_drop"),
    path(f"{PROTOCOL}review/", protocols.protocol_review, name="protocol_review"),
    path(f"{PROTOCOL}revise/", protocols.protocol_revise, name="protocol_revise"),
    path(f"{PROTOCOL}acknowledge/", protocols.protocol_acknowledge, name="protocol_acknowledge"),
    path("members/requests/", requests.requests_list, name="requests"),
    path("members/requests/new/", requests.request_new, name="request_new"),
    path("members/requests/<id:pk>/", requests.request, name="request"),
    path(REQUEST, requests.request_line, name="request_line"),
    path(f"{REQUEST}accept/", requests.request_accept, name="request_accept"),
    path(f"{REQUEST}propose/", requests.request_propose, name="request_propose"),
    path(f"{REQUEST}agree/", requests.request_agree, name="request_agree"),
    path(f"{REQUEST}keep-day/", requests.request_decline, name="request_decline"),
    path(f"{REQUEST}answer/", requests.request_answer, name="request_answer"),
    path(f"{REQUEST}not-needed/", requests.request_excuse, name="request_excuse"),
    path(f"{REQUEST}file/", requests.request_file, name="request_file"),
    path(f"{REQUEST}template/", requests.request_template, name="request_template"),
    path("members/consortium/", identity.identity, name="identity"),
    path("members/consortium/change/", identity.identity_change, name="identity_change"),
    path("members/consortium/vision/", identity.identity_restate, name="identity_restate"),
    path("members/commitments/", commitments.commitments_list, name="commitments"),
    path("members/commitments/new/", commitments.commitment_new, name="commitment_new"),
    path(COMMITMENT, commitments.commitment, name="commitment"),
    path(f"{COMMITMENT}settle/", commitments.commitment_settle, name="commitment_settle"),
]
