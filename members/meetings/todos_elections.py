"""What waits about the election of the chair: whether somebody who is nominated stands."""

from datetime import date

from django.urls import reverse

from consortium.core.actor import Actor
from consortium.core.todo import Todo
from members.agreement.todos import rows
from members.working.todos import stateless

from .models import Candidate
from .states_elections import BEFORE_BALLOT


def _asked(actor: Actor, today: date):
    if actor.user_id is None:
        return
    mine = Candidate.objects.there().filter(person_id=actor.user_id, consented_on__isnull=True)
    mine = stateless(mine.filter(election__state__in=sorted(BEFORE_BALLOT)))
    yield rows("stand", mine, words="election__for_year", day="election__closes_on")


def _stand(pk, year, state, day) -> Todo:
    url = reverse("candidate_yes", args=[pk])
    return Todo("Say whether you stand for the chair", url, due=day, hint=f"For {year}")


PARTS = [_asked]
TODOS = {"stand": _stand}
