"""Pieces that the room draws for every member, without a template.

With two hundred members there are a thousand small forms on the page of who runs it, and each
takes several times as long as a template. What stands there once is a template still; the
form of `_act.html` and `_cast.html` is written here a second time, and a test holds them
together.
"""

from functools import lru_cache

from django import template
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from consortium.core.shapes import filled, joined
from consortium.core.templatetags.look import icon_svg
from members.meetings.states import Choice, Mode, Part

register = template.Library()
NOTHING = SafeString("")
FORM = (
    '<form class="act-form" method="post" action="{}" data-act>'
    '<input type="hidden" name="csrfmiddlewaretoken" value="{}">'
    '<input type="hidden" name="token" value="{}">'
)
BUTTON = (
    '<button type="submit" id="{}-{}" class="btn btn-secondary btn-sm">{}'
    '<span class="visually-hidden"> {}</span></button></form>'
)


@lru_cache(maxsize=1000)
def _address(meeting_id: int, act: str) -> str:
    return reverse("meeting_room_act", args=[meeting_id, act])


def _begun(context, act: str) -> SafeString:
    """A form up to its token, each with one of its own."""
    token, address = context["token"], _address(context["meeting"].pk, act)
    return filled(FORM, address, str(context["csrf_token"]), token() if callable(token) else token)


def _act(context, act: str, about: int, label: str, hint: str, *, timed: bool = False):
    """As `_act.html` draws a small one."""
    time = NOTHING
    if timed and context["late"]:
        time = filled(
            '<label class="act-time">Time<span class="visually-hidden"> for {} {}</span> '
            '<input type="text" class="form-control" name="at" size="5" autocomplete="off" '
            'value=""></label>',
            label, hint,
        )  # fmt: skip
    number = filled('<input type="hidden" name="about" value="{}">', about)
    return joined([_begun(context, act), number, time, filled(BUTTON, act, about, label, hint)])


@register.simple_tag(takes_context=True)
def room_stay(context, row) -> SafeString:
    """Somebody who is here, since when and as what; for who types, with what can be changed."""
    name, sight = str(row), context["sight"]
    remote = ", remote" if row.mode == Mode.REMOTE else ""
    shown = filled(
        '<span class="room-person">{}<span>{}, {}<span class="soft">, {}{}</span></span></span>',
        icon_svg("check-lg"), name, row.get_part_display().lower(),
        f"{timezone.localtime(row.arrived_at):%H:%M}", remote,
    )  # fmt: skip
    if not (context["own"].types and sight.takes_people):
        return shown
    acts = [
        _act(context, "leave", row.pk, "Has left", name, timed=True),
        _act(context, "strike", row.pk, "Ticked by mistake", name),
        _act(context, "forget", row.pk, "Take the name out", name) if row.name else NOTHING,
    ]
    return shown + filled(
        '<details class="act room-more" id="stay-{}"><summary>Change<span '
        'class="visually-hidden"> {}</span></summary><div class="room-acts">{}</div></details>',
        row.pk, name if row.user_id or row.name else "a guest", joined(acts),
    )  # fmt: skip


@register.simple_tag(takes_context=True)
def room_named(context, person, group) -> SafeString:
    """Somebody who is named and not here; for who types, with the buttons that say they are."""
    part = "adviser" if person.part == Part.CO_OPTED else person.part
    words = filled('<span class="soft">{}, {}</span>', person.name, part)
    if context["sight"].is_over:
        return NOTHING
    if not (context["own"].types and context["sight"].takes_people):
        return words
    return filled('<span class="room-person">{}</span>{}', words, _tick(context, person, group))


def _tick(context, person, group) -> SafeString:
    hidden, when = {"who": person.user_id, "organisation": group.pk, "part": person.part}, NOTHING
    fields = [
        filled('<input type="hidden" name="{}" value="{}">', name, value)
        for name, value in hidden.items()
    ]
    if context["late"]:
        began = context["meeting"].began_at
        when = filled(
            '<label class="act-time">Time<span class="visually-hidden"> for {}</span> <input '
            'type="text" class="form-control" name="at" size="5" autocomplete="off" '
            'value="{}"></label>',
            person.name, f"{timezone.localtime(began):%H:%M}" if began else "",
        )  # fmt: skip
    buttons = filled(
        '<button type="submit" id="here-{}-{}" class="btn btn-secondary btn-sm">Here<span '
        'class="visually-hidden">: {}</span></button>{}</form>',
        person.user_id, group.pk, person.name,
        NOTHING if context["late"] else _remote(person, group),
    )  # fmt: skip
    return joined([_begun(context, "arrive"), *fields, when, buttons])


def _remote(person, group) -> SafeString:
    return filled(
        '<button type="submit" name="mode" value="remote" id="remote-{}-{}" class="btn btn-quiet '
        'btn-sm">Remote<span class="visually-hidden">: {}</span></button>',
        person.user_id, group.pk, person.name,
    )  # fmt: skip


@register.simple_tag(takes_context=True)
def room_casts(context, voter) -> SafeString:
    """The buttons that type the vote of a member, an answer each and "Abstained" last."""
    options = context["put"].motion.options
    answers = [(each["key"], each["label"]) for each in options]
    return joined(
        _cast(context, voter, key, label)
        for key, label in (*answers, (Choice.ABSTAIN.value, "Abstained"))
    )


def _cast(context, voter, choice: str, label: str) -> SafeString:
    """As `_cast.html` draws a small one."""
    hidden = {
        "about": context["put"].motion.pk, "who": voter["organisation"], "choice": choice,
        "way": str(context["typing_way"]),
    }  # fmt: skip
    fields = [
        filled('<input type="hidden" name="{}" value="{}">', name, value)
        for name, value in hidden.items()
    ]
    button = filled(
        BUTTON, "vote", f"{voter['organisation']}-{choice}", label, f"for {voter['name']}"
    )
    return joined([_begun(context, "vote"), *fields, button])
