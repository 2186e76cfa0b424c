"""What every verb here does first."""

from consortium.core.workflow import Refused
from members.applications.models import Application
from members.applications.states import FILES_MAY_COME, ApplicationState


def locked(application: Application) -> Application:
    """The row read anew under its lock."""
    return Application.objects.select_for_update().get(pk=application.pk)


def refuse_if(*reasons: str | None) -> None:
    """Raise `Refused` with every reason that is not empty."""
    found = [reason for reason in reasons if reason]
    if found:
        raise Refused(found)


def why_shut(application: Application) -> str:
    """Why the form itself cannot be changed; empty while it can."""
    if application.state == ApplicationState.DRAFT:
        return ""
    return "The application was sent, so it stays as it is."


def why_no_files(application: Application) -> str:
    if application.state in FILES_MAY_COME:
        return ""
    return "Files can be added until the application is sent, and with the answer to a question."
