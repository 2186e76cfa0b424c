"""What a member's projects and headings go by, for matching names in a spreadsheet (R129)."""

from claims.facts.draft import Whole
from claims.rules.lines import key_of
from projects.models import ProjectAlias


class Names:
    """Keys of project names and aliases, and of headings, of one claim."""

    def __init__(self, whole: Whole):
        self.budgets = whole.budgets
        projects = {budget.project_id: budget.project for budget in whole.budgets}
        self.projects = {key_of(p.name): pk for pk, p in projects.items()}
        self.projects |= {key_of(str(p)): pk for pk, p in projects.items()}
        self.projects |= {str(p.number): pk for pk, p in projects.items()}
        aliases = ProjectAlias.objects.filter(project__in=list(projects))
        for alias in aliases:
            self.projects.setdefault(key_of(alias.name), alias.project_id)
        self.headings = {key_of(b.heading.name): b.heading_id for b in whole.budgets}
        self.headings |= {key_of(b.heading.slug): b.heading_id for b in whole.budgets}
        self.project_choices = [(pk, p.name) for pk, p in projects.items()]
        self.heading_choices = list({b.heading_id: b.heading.name for b in whole.budgets}.items())

    @property
    def known(self) -> set[str]:
        """For `rules.paste`: keys with what they are in front."""
        projects = {f"project:{key}" for key in self.projects if not key.isdigit()}
        return projects | {f"heading:{key}" for key in self.headings}

    def budget_line(self, project: int, heading: int):
        """The member's budget line; one without a strand where there are several."""
        found = [b for b in self.budgets if (b.project_id, b.heading_id) == (project, heading)]
        return next((b for b in found if not b.strand), found[0] if found else None)
