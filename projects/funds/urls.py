"""Addresses of funds and the books."""

from django.urls import path

from consortium.core import paths  # noqa: F401 - registers the converters

from . import views

urlpatterns = [
    path("money/", views.money, name="money"),
    path("money/books/", views.books, name="books"),
    path("money/books/open/", views.book_open, name="book_open"),
    path("money/books/<id:pk>/close/", views.book_close, name="book_close"),
    path("money/books/<id:pk>/reopen/", views.book_reopen, name="book_reopen"),
    path("money/books/<id:pk>/<slug:move>/", views.book_move, name="book_move"),
    path("funds/new/", views.fund_new, name="fund_new"),
    path("funders/new/", views.funder_new, name="funder_new"),
    path("headings/new/", views.heading_new, name="heading_new"),
    path("funds/<id:pk>/", views.fund, name="fund"),
    path("funds/<id:pk>/lines.csv", views.fund_csv, name="fund_csv"),
    path("funds/<id:pk>/lines.xlsx", views.fund_xlsx, name="fund_xlsx"),
    path("funds/<id:pk>/transfer/", views.transfer_new, name="transfer_new"),
    path("funds/<id:pk>/overdraft/", views.overdraft_ask, name="overdraft_ask"),
    path("overdrafts/<id:pk>/agree/", views.overdraft_agree, name="overdraft_agree"),
    path("overdrafts/<id:pk>/refuse/", views.overdraft_refuse, name="overdraft_refuse"),
    path("overdrafts/<id:pk>/end/", views.overdraft_end, name="overdraft_end"),
    path("funds/<id:pk>/statements/", views.statement_make, name="statement_make"),
    path(
        "funds/<id:pk>/statements/<id:file_pk>/",
        views.statement_download,
        name="statement_download",
    ),
    path("journals/<id:pk>/", views.journal, name="journal"),
    path("journals/<id:pk>/reversal/", views.journal_reversal, name="journal_reversal"),
    path(
        "reversals/<id:pk>/agree/",
        views.reversal_decide,
        {"answer": "agree"},
        name="reversal_agree",
    ),
    path(
        "reversals/<id:pk>/refuse/",
        views.reversal_decide,
        {"answer": "refuse"},
        name="reversal_refuse",
    ),
]
