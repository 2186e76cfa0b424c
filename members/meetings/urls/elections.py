"""Addresses of elections, and of the hand-over between accountable bodies."""

from django.urls import path

import consortium.core.paths  # noqa: F401 - <id:pk>
from members.meetings.views import election_acts, elections  # noqa: F401 - acts of the room

ELECTIONS = "meetings/elections/"
ONE = f"{ELECTIONS}<id:pk>/"
CANDIDATE = f"{ELECTIONS}candidates/<id:pk>/"
HAND_OVER = "meetings/hand-over/<id:pk>/"

urlpatterns = [
    path(ELECTIONS, elections.elections, name="elections"),
    path(f"{ELECTIONS}settings/", elections.elections_settings, name="elections_settings"),
    path(ONE, elections.election, name="election"),
    path(f"{ONE}nominate/", elections.election_nominate, name="election_nominate"),
    path(f"{ONE}record.pdf", elections.election_pdf, name="election_pdf"),
    path(f"{ONE}record.csv", elections.election_csv, name="election_csv"),
    path(f"{CANDIDATE}yes/", elections.candidate_yes, name="candidate_yes"),
    path(f"{CANDIDATE}no/", elections.candidate_no, name="candidate_no"),
    path(f"{CANDIDATE}withdraw/", elections.candidate_withdraw, name="candidate_withdraw"),
    path(HAND_OVER, elections.hand_over, name="hand_over"),
    path(f"{HAND_OVER}funders/", elections.hand_over_funders, name="hand_over_funders"),
    path(f"{HAND_OVER}certificate.pdf", elections.hand_over_pdf, name="hand_over_pdf"),
    path("meetings/hand-over/parts/<id:pk>/", elections.hand_over_tick, name="hand_over_tick"),
]
