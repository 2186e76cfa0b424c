"""What a member's own people may do on a page that knows nothing of the roll."""

from django import template

from members.roll.permissions import can_name
from members.roll.states import NAMED_BY_MEMBER
from members.states import Role

register = template.Library()


@register.simple_tag
def names_people(actor, organisation) -> bool:
    """May this person name substitutes here, as the member's representative?"""
    own = actor and actor.has(Role.REPRESENTATIVE)
    return bool(own and not can_name(actor, organisation.pk, NAMED_BY_MEMBER[0]))


@register.filter
def is_named(seat) -> bool:
    """Is it a role that the member itself gives and ends?"""
    return seat.role in NAMED_BY_MEMBER
