"""Addresses of paying, bank details and the funder's claims."""

from django.urls import path

from claims.views.money import accounts, funder, funder_answers, received, retention, runs
from consortium.core import paths  # noqa: F401 - registers the converters

urlpatterns = [
    path("payments/", runs.payment_runs, name="payment_runs"),
    path("payments/prepare/", runs.run_prepare, name="run_prepare"),
    path("payments/<id:pk>/", runs.payment_run, name="payment_run"),
    path("payments/<id:pk>/release/", runs.run_release, name="run_release"),
    path("payments/<id:pk>/override/", runs.run_override, name="run_override"),
    path("payments/<id:pk>/bank-file/make/", runs.run_export, name="run_export"),
    path("payments/<id:pk>/bank-file/", runs.run_bank_file, name="run_bank_file"),
    path("payments/<id:pk>/sent/", runs.run_sent, name="run_sent"),
    path("payments/<id:pk>/confirm/", runs.run_confirm, name="run_confirm"),
    path("payments/<id:pk>/finish/", runs.run_finish, name="run_finish"),
    path("payments/<id:pk>/void/", runs.run_ask_void, name="run_ask_void"),
    path("payments/<id:pk>/void/agree/", runs.run_void, name="run_void"),
    path("payments/<id:pk>/void/keep/", runs.run_keep, name="run_keep"),
    path("payments/<id:pk>/list/", runs.run_list_make, name="run_list_make"),
    path("payments/<id:pk>/papers/<id:file_pk>/", runs.run_paper, name="run_paper"),
    path("payments/payment/<id:pk>/failed/", runs.payment_fail, name="payment_fail"),
    path("payments/payment/<id:pk>/take-out/", runs.payment_take_out, name="payment_take_out"),
    path(
        "payments/payment/<id:pk>/remittance/", runs.payment_remittance, name="payment_remittance"
    ),
    path("bank-details/", accounts.payee_accounts, name="payee_accounts"),
    path("bank-details/<id:pk>/", accounts.payee_account, name="payee_account"),
    path("bank-details/<id:pk>/new/", accounts.payee_account_new, name="payee_account_new"),
    path(
        "bank-details/versions/<id:pk>/verify/",
        accounts.payee_account_verify,
        name="payee_account_verify",
    ),
    path(
        "bank-details/versions/<id:pk>/refuse/",
        accounts.payee_account_refuse,
        name="payee_account_refuse",
    ),
    path(
        "bank-details/versions/<id:pk>/verify-again/",
        accounts.payee_account_again,
        name="payee_account_again",
    ),
    path("funder-claims/", funder.funder_claims_list, name="funder_claims"),
    path("funder-claims/assemble/", funder.funder_assemble, name="funder_assemble"),
    path("funder-claims/<id:pk>/", funder.funder_claim, name="funder_claim"),
    path("funder-claims/<id:pk>/text/", funder.funder_words, name="funder_words"),
    path("funder-claims/<id:pk>/collect/", funder.funder_collect, name="funder_collect"),
    path("funder-claims/<id:pk>/row/", funder.funder_row_new, name="funder_row_new"),
    path(
        "funder-claims/<id:pk>/row/<id:row>/remove/",
        funder.funder_row_remove,
        name="funder_row_remove",
    ),
    path("funder-claims/<id:pk>/preview/", funder.funder_preview, name="funder_preview"),
    path("funder-claims/<id:pk>/sign/", funder.funder_sign, name="funder_sign"),
    path("funder-claims/<id:pk>/open-again/", funder.funder_unsign, name="funder_unsign"),
    path("funder-claims/<id:pk>/send/", funder.funder_send, name="funder_send"),
    path("funder-claims/<id:pk>/abandon/", funder.funder_abandon, name="funder_abandon"),
    path("funder-claims/<id:pk>/question/", funder_answers.funder_query, name="funder_query"),
    path(
        "funder-claims/<id:pk>/new-version/",
        funder_answers.funder_new_version,
        name="funder_new_version",
    ),
    path("funder-claims/<id:pk>/agreed/", funder_answers.funder_agree, name="funder_agree"),
    path("funder-claims/<id:pk>/link/", funder_answers.funder_link_new, name="funder_link_new"),
    path("funder-claims/<id:pk>/link/end/", funder_answers.funder_link_end, name="funder_link_end"),
    path("funder-claims/<id:pk>/papers/<id:file_pk>/", funder.funder_paper, name="funder_paper"),
    path("funder/<str:code>/", funder_answers.funder_papers, name="funder_papers"),
    path(
        "funder/<str:code>/claim.pdf",
        funder_answers.funder_papers_file,
        {"kind": "pdf"},
        name="funder_papers_pdf",
    ),
    path(
        "funder/<str:code>/transactions.xlsx",
        funder_answers.funder_papers_file,
        {"kind": "sheet"},
        name="funder_papers_sheet",
    ),
    path("grants/<id:pk>/kept-back/", retention.retention, name="retention"),
    path(
        "grants/<id:pk>/kept-back/<id:organisation_pk>/release/",
        retention.retention_ask,
        name="retention_ask",
    ),
    path("kept-back/<id:pk>/agree/", retention.retention_agree, name="retention_agree"),
    path("kept-back/<id:pk>/refuse/", retention.retention_refuse, name="retention_refuse"),
    path("money/received/", received.money_received, name="money_received"),
    path("money/received/record/", received.money_record, name="money_record"),
]
