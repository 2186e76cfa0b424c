"""Addresses of disputes, the chair's notes, groups and the secretariat's service."""

from django.urls import path

import consortium.core.paths  # noqa: F401 - <id:pk>, <year:year>

from .views import disputes, group_reports, groups, notes, service

DISPUTE = "members/disputes/<id:pk>/"
PROPOSAL = "members/disputes/proposals/<id:pk>/"
NOTE = "members/chair-notes/<id:pk>/"
GROUP = "members/groups/<id:pk>/"
REPORT = "members/groups/reports/<id:pk>/"
SERVICE = "members/service/"

urlpatterns = [
    path("members/disputes/", disputes.disputes_list, name="disputes"),
    path("members/disputes/speaker/", disputes.dispute_speaker, name="dispute_speaker"),
    path("members/disputes/open/", disputes.dispute_open, name="dispute_open"),
    path(DISPUTE, disputes.dispute, name="dispute"),
    path(f"{DISPUTE}note/", disputes.dispute_step, name="dispute_step"),
    path(f"{DISPUTE}third-party/", disputes.dispute_third_party, name="dispute_third_party"),
    path(f"{DISPUTE}outcome/", disputes.dispute_outcome, name="dispute_outcome"),
    path(f"{DISPUTE}withdraw/", disputes.dispute_withdraw, name="dispute_withdraw"),
    path(f"{DISPUTE}copy/", disputes.dispute_copy, name="dispute_copy"),
    path(f"{DISPUTE}files/<id:file_pk>/", disputes.dispute_file, name="dispute_file"),
    path(f"{PROPOSAL}agree/", disputes.proposal_agree, name="proposal_agree"),
    path(f"{PROPOSAL}decline/", disputes.proposal_decline, name="proposal_decline"),
    path(f"{PROPOSAL}take-back/", disputes.proposal_take_back, name="proposal_take_back"),
    path("members/chair-notes/", notes.chair_notes, name="chair_notes"),
    path("members/chair-notes/new/", notes.chair_note_new, name="chair_note_new"),
    path(NOTE, notes.chair_note, name="chair_note"),
    path(f"{NOTE}step/", notes.chair_note_step, name="chair_note_step"),
    path(f"{NOTE}close/", notes.chair_note_close, name="chair_note_close"),
    path(f"{NOTE}hand-over/", notes.chair_note_hand_over, name="chair_note_hand_over"),
    path(f"{NOTE}delete/", notes.chair_note_delete, name="chair_note_delete"),
    path(f"{NOTE}readers/", notes.chair_note_reader, name="chair_note_reader"),
    path(
        f"{NOTE}readers/<id:reader_pk>/remove/",
        notes.chair_note_reader_remove,
        name="chair_note_reader_remove",
    ),
    path("members/groups/", groups.groups_list, name="groups"),
    path("members/groups/new/", groups.group_new, name="group_new"),
    path(GROUP, groups.group, name="group"),
    path(f"{GROUP}review/", groups.group_review, name="group_review"),
    path(f"{GROUP}end/", groups.group_end, name="group_end"),
    path(f"{GROUP}members/add/", groups.group_join, name="group_join"),
    path(f"{GROUP}members/<id:member_pk>/leave/", groups.group_leave, name="group_leave"),
    path(f"{GROUP}members/<id:member_pk>/forget/", groups.group_forget, name="group_forget"),
    path(f"{GROUP}meetings/add/", groups.group_meeting, name="group_meeting"),
    path(
        f"{GROUP}meetings/<id:meeting_pk>/file/",
        groups.group_meeting_file,
        name="group_meeting_file",
    ),
    path(f"{GROUP}reports/ask/", group_reports.group_report_ask, name="group_report_ask"),
    path(REPORT, group_reports.group_report, name="group_report"),
    path(f"{REPORT}send/", group_reports.group_report_send, name="group_report_send"),
    path(f"{REPORT}not-needed/", group_reports.group_report_excuse, name="group_report_excuse"),
    path(f"{REPORT}copy.pdf", group_reports.group_report_copy, name="group_report_copy"),
    path(f"{REPORT}file/", group_reports.group_report_file, name="group_report_file"),
    path(SERVICE, service.service, name="service"),
    path(f"{SERVICE}<year:year>/", service.service_year, name="service_year"),
    path(f"{SERVICE}<year:year>.pdf", service.service_copy, name="service_copy"),
    path(f"{SERVICE}arrangements/new/", service.arrangement_new, name="arrangement_new"),
    path(f"{SERVICE}arrangements/<id:pk>/", service.arrangement, name="arrangement"),
    path(
        f"{SERVICE}arrangements/<id:pk>/change/",
        service.arrangement_change,
        name="arrangement_change",
    ),
    path(f"{SERVICE}arrangements/<id:pk>/end/", service.arrangement_end, name="arrangement_end"),
    path(
        f"{SERVICE}arrangements/<id:pk>/review/",
        service.arrangement_review,
        name="arrangement_review",
    ),
    path(f"{SERVICE}arrangements/<id:pk>/standards/", service.standard_new, name="standard_new"),
    path(f"{SERVICE}standards/<id:pk>/", service.standard, name="standard"),
    path(f"{SERVICE}standards/<id:pk>/end/", service.standard_end, name="standard_end"),
    path(f"{SERVICE}standards/<id:pk>/record/", service.delivery_new, name="delivery_new"),
    path(f"{SERVICE}deliveries/<id:pk>/done/", service.delivery_done, name="delivery_done"),
]
