"""The clock's doors into the roll, and the job that makes the directory."""

from consortium.core.actor import SYSTEM
from consortium.core.due import handles
from consortium.core.jobs import job

from . import notices
from .actions import asking, co_opting, content, resigning
from .models import ContentReview, CoOption, DirectoryRequest, Resignation
from .reports import co_option_letter, directory_pdf
from .states import ResignationState


@handles(resigning.ENDS)
def end_the_membership(item, late: bool) -> None:
    """The day after the last one; a late sweep ends it on the same day all the same."""
    resignation = Resignation.objects.filter(
        pk=item.object_id, state=ResignationState.CONFIRMED
    ).first()
    if resignation:
        resigning.take_effect(resignation)


@job(asking.JOB)
def make_directory(current, request_id: int) -> str:
    """Make the directory that somebody asked for; gives the list of requests."""
    current.progress(0, 1, "Making the PDF")
    request = DirectoryRequest.objects.get(pk=request_id)
    if request.file_id is None:
        asking.keep_directory(request, directory_pdf(), by=current.actor)
    return request.get_absolute_url()


@job(co_opting.LETTER)
def make_co_option_letter(current, co_option_id: int) -> str:
    """Make and keep the letter of a co-option; gives the page of the organisation."""
    current.progress(0, 1, "Making the PDF")
    found = CoOption.objects.select_related("organisation").get(pk=co_option_id)
    if co_opting.letter_of(found) is None:
        co_opting.keep_letter(found, co_option_letter(found), by=current.actor)
    return found.organisation.get_absolute_url()


@handles(asking.FORGET)
def forget_who_asked(item, late: bool) -> None:
    request = DirectoryRequest.objects.filter(pk=item.object_id, forgotten_on=None).first()
    if request:
        asking.forget(request, by=SYSTEM)


@handles(content.DUE, coalesce=True)
def ask_to_look_through(item, late: bool) -> None:
    review = ContentReview.objects.filter(pk=item.object_id).first()
    if review:
        notices.content_due(review, by=SYSTEM)
