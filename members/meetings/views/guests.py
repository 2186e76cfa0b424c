"""For who comes for one item alone, by the link in their mail (5.3, R33).

Opening the page does not count as having opened the papers, since scanners of mail open
every link; taking a paper from it does.
"""

from collections.abc import Callable
from functools import wraps

from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from consortium.core import clock, files
from consortium.core.access import public
from members.meetings.actions import circulation
from members.meetings.facts.packs import sent_packs
from members.meetings.models import Receipt
from members.offices import accountable_body_or_none


def by_link(view: Callable) -> Callable:
    """For whoever holds a link that works; a plain page for everybody else, nothing changed."""

    @never_cache
    @public
    @wraps(view)
    def page(request, token: str, *args, **kwargs):
        try:
            receipt = circulation.receipt_of(token)
        except circulation.LinkRefused as refused:
            return refusal(request, refused)
        return view(request, receipt, token, *args, **kwargs)

    return page


def refusal(request, refused):
    context = {"refused": refused, "body": accountable_body_or_none(clock.today())}
    return render(request, "meetings/link_refused.html", context, status=410)


@require_safe
@by_link
def guest_papers(request, receipt: Receipt, token: str):
    versions, newest = circulation.versions_of(receipt), {}
    for each in versions:
        newest.setdefault(each.paper_id, each)
    context = {
        "meeting": receipt.circulation.meeting,
        "item": receipt.item,
        "versions": list(newest.values()),
        "pack": _packs(receipt).first(),
        "token": token,
    }
    return render(request, "meetings/guest.html", context)


def _packs(receipt: Receipt):
    packs = receipt.circulation.meeting.packs.filter(item=receipt.item_id)
    return sent_packs(packs.select_related("file"), Receipt.Audience.ITEM)


@require_safe
@by_link
def guest_file(request, receipt: Receipt, token: str, version_pk):
    version = get_object_or_404(circulation.versions_of(receipt), pk=version_pk)
    circulation.opened(receipt)
    return files.serve(request, version.file)


@require_safe
@by_link
def guest_pack(request, receipt: Receipt, token: str, pack_pk):
    pack = get_object_or_404(_packs(receipt), pk=pack_pk)
    circulation.opened(receipt)
    return files.serve(request, pack.file)
