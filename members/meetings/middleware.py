"""Answers at once what every screen in the room asks every two seconds: has anything changed?"""

import re

from django.http import HttpResponse

from members.meetings.models import Meeting
from members.middleware import is_due

ASKED = re.compile(r"/meetings/([0-9]{1,18})/room/pulse/", re.ASCII)


class UnchangedRoom:
    """204 while the meeting's pulse is the one that a signed-in person has `seen`.

    That says nothing about the meeting, so nobody's hat is looked up for it: three queries,
    session, person and meeting. Everything else goes on to the view with its checks, which
    finds the meeting in `request.room_asked`; so does, every ten minutes, what has the
    session noted as in use.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        asked = ASKED.fullmatch(request.path_info)
        if asked and request.method == "GET" and request.user.is_authenticated:
            found = Meeting.objects.filter(pk=int(asked[1])).order_by().first()
            if found and is_unchanged(request, found) and not is_due(request.session):
                return unchanged()
            request.room_asked = found
        return self.get_response(request)


def is_unchanged(request, meeting: Meeting) -> bool:
    """Has this screen seen the newest pulse?"""
    return request.GET.get("seen") == str(meeting.pulse)


def unchanged() -> HttpResponse:
    return HttpResponse(status=204, headers={"Cache-Control": "no-store"})
