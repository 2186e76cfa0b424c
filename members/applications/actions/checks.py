"""What every verb here does first."""

from consortium.core.locks import locked
from consortium.core.workflow import refuse_if
from members.applications.models import Application
from members.applications.states import FILES_MAY_COME, ApplicationState

__all__ = ["locked", "refuse_if", "why_no_files", "why_shut"]


def why_shut(application: Application) -> str:
    """Why the form itself cannot be changed; empty while it can."""
    if application.state == ApplicationState.DRAFT:
        return ""
    return "The application was sent, so it stays as it is."


def why_no_files(application: Application) -> str:
    if application.state in FILES_MAY_COME:
        return ""
    return "Files can be added until the application is sent, and with the answer to a question."
