"""Papers of a meeting with files that are checked, for tests."""

import io

from django.core.files.uploadedfile import SimpleUploadedFile

from consortium.core import filechecks
from members.meetings.actions import papers
from members.meetings.models import Meeting, Paper, PaperVersion
from members.meetings.states import Mark


def pdf(words: str = "A paper", pages: int = 1) -> bytes:
    """A small PDF that differs by its words."""
    import pikepdf

    document = pikepdf.new()
    for _ in range(pages):
        page = document.add_blank_page(page_size=(595, 842))
        page.Contents = document.make_stream(f"% {words}".encode())
    out = io.BytesIO()
    document.save(out, deterministic_id=True)
    return out.getvalue()


def upload(words: str = "A paper", *, name: str = "paper.pdf", pages: int = 1):
    content = b"a;b\n1;2\n" if name.endswith(".csv") else pdf(words, pages)
    return SimpleUploadedFile(name, content)


def ask(of: Meeting, *, by, title: str = "Training plan", mark=Mark.MEETING, **fields) -> Paper:
    values = {"owner": None, "due_on": None, **fields}
    return papers.ask_paper(of, title=title, mark=mark, by=by, **values)


def bring(paper: Paper, *, by, words: str = "", note: str = "", **file) -> PaperVersion:
    """A version with a file that was checked and found clean."""
    version = papers.bring(paper, upload(words or paper.title, **file), note=note, by=by)
    filechecks.check([version.file_id])
    return PaperVersion.objects.select_related("file", "paper").get(pk=version.pk)


def paper(of: Meeting, *, by, pages: int = 1, name: str = "paper.pdf", **fields) -> Paper:
    """A paper that is here."""
    made = ask(of, by=by, **fields)
    bring(made, by=by, pages=pages, name=name)
    return made
