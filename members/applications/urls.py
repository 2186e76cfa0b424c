"""Addresses of applications: the public's, the applicant's behind a link, the house's."""

from django.urls import path

import consortium.core.paths  # noqa: F401 - <id:pk>

from .views import applicant, deciding, handling, keying, public, reading

FORM = "apply/form/<str:token>/"
ONE = "members/applications/<id:pk>/"

urlpatterns = [
    path("apply/", public.apply, name="apply"),
    path("apply/check/", public.check, name="apply_check"),
    path("apply/pack/<slug:kind>/", public.pack, name="apply_pack"),
    path("apply/start/", public.start, name="apply_start"),
    path("apply/link/", public.link, name="apply_link"),
    path("apply/sent/", public.sent, name="apply_sent"),
    path(FORM, applicant.apply_form, name="apply_form"),
    path(f"{FORM}part/<slug:part>/", applicant.apply_part, name="apply_part"),
    path(f"{FORM}service/<slug:code>/", applicant.apply_service, name="apply_service"),
    path(f"{FORM}send/", applicant.apply_review, name="apply_review"),
    path(f"{FORM}file/<id:pk>/", applicant.apply_file, name="apply_file"),
    path(f"{FORM}file/<id:pk>/remove/", applicant.apply_file_remove, name="apply_file_remove"),
    path(f"{FORM}answer/", applicant.apply_answer, name="apply_answer"),
    path(f"{FORM}withdraw/", applicant.apply_withdraw, name="apply_withdraw"),
    path(f"{FORM}representative/", applicant.apply_representative, name="apply_representative"),
    path(f"{FORM}copy.pdf", applicant.apply_copy, name="apply_copy"),
    path(f"{FORM}letter.pdf", applicant.apply_letter, name="apply_letter"),
    path(f"{FORM}meeting.ics", applicant.apply_meeting, name="apply_meeting"),
    path("members/applications/", reading.applications, name="applications"),
    path("members/applications/new/", keying.application_new, name="application_new"),
    path(ONE, reading.application, name="application"),
    path(f"{ONE}form/", keying.application_form, name="application_form"),
    path(f"{ONE}form/part/<slug:part>/", keying.application_part, name="application_part"),
    path(f"{ONE}form/service/<slug:code>/", keying.application_service, name="application_service"),
    path(f"{ONE}form/send/", keying.application_review, name="application_review"),
    path(f"{ONE}file/<id:file_pk>/", reading.application_file, name="application_file"),
    path(
        f"{ONE}file/<id:file_pk>/remove/",
        keying.application_file_remove,
        name="application_file_remove",
    ),
    path(f"{ONE}copy.pdf", reading.application_copy, name="application_copy"),
    path(f"{ONE}letter.pdf", reading.application_letter, name="application_letter"),
    path(f"{ONE}criteria/", handling.application_criteria, name="application_criteria"),
    path(f"{ONE}ask/", handling.application_ask, name="application_ask"),
    path(f"{ONE}answer/", handling.application_answer, name="application_answer"),
    path(f"{ONE}go-on/", handling.application_go_on, name="application_go_on"),
    path(f"{ONE}consult/", handling.application_consult, name="application_consult"),
    path(f"{ONE}close/", handling.application_close, name="application_close"),
    path(f"{ONE}link/", handling.application_link, name="application_link"),
    path(f"{ONE}reply/", handling.application_reply, name="application_reply"),
    path(f"{ONE}admit/", deciding.application_admit, name="application_admit"),
    path(f"{ONE}refuse/", deciding.application_refuse, name="application_refuse"),
    path(f"{ONE}to-meeting/", deciding.application_to_meeting, name="application_to_meeting"),
    path(f"{ONE}meeting/", deciding.application_meeting, name="application_meeting"),
    path(f"{ONE}outcome/", deciding.application_outcome, name="application_outcome"),
    path(f"{ONE}withdraw/", deciding.application_withdraw, name="application_withdraw"),
]
