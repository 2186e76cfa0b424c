"""The people of the demonstration: invented names in real roles, one password."""

from dataclasses import dataclass

from members.hats import actor_for
from members.models import User
from members.states import Role

PASSWORD = "demo-consortium"


@dataclass(frozen=True)
class Person:
    """Somebody in the demonstration. `hat` is the capacity in which they act first."""

    key: str
    name: str
    organisation: str
    roles: tuple[Role, ...]
    job: str = ""

    @property
    def email(self) -> str:
        return f"{self.key.replace('_', '.')}@example.org"


OFFICE = (
    Person("priya_nair", "Priya Nair", "vcasb", (Role.FINANCE_OFFICER,), "Finance officer"),
    Person("tom_ellery", "Tom Ellery", "vcasb", (Role.FINANCE_OFFICER,), "Second finance officer"),
    Person("helen_marsh", "Helen Marsh", "vcasb", (Role.SECOND_APPROVER,), "Second approver"),
    Person("ruth_okafor", "Ruth Okafor", "vcasb", (Role.SECRETARIAT,), "Secretariat"),
)
MEMBERS = (
    Person("alan_pryor", "Alan Pryor", "vcasb", (Role.REPRESENTATIVE,)),
    Person("joanne_beck", "Joanne Beck", "vcasb", (Role.CLAIMS_PERSON,)),
    Person(
        "margaret_doyle",
        "Margaret Doyle",
        "cvsmnb",
        (Role.REPRESENTATIVE,),
        "Representative and chair: two hats",
    ),
    Person("ian_whitlock", "Ian Whitlock", "cvsmnb", (Role.CLAIMS_PERSON,)),
    Person("sue_garner", "Sue Garner", "brcc", (Role.REPRESENTATIVE,)),
    Person("ben_tilley", "Ben Tilley", "brcc", (Role.CLAIMS_PERSON,)),
    Person("samir_haddad", "Samir Haddad", "val", (Role.REPRESENTATIVE, Role.REVIEWER)),
    Person("nadia_rahman", "Nadia Rahman", "val", (Role.CLAIMS_PERSON,), "Member's claims person"),
    Person("joseph_clarke", "Joseph Clarke", "brec", (Role.REPRESENTATIVE,), "Representative"),
    Person("amina_yusuf", "Amina Yusuf", "brec", (Role.CLAIMS_PERSON,)),
    Person("carol_finch", "Carol Finch", "vcb", (Role.REPRESENTATIVE,)),
    Person("peter_lane", "Peter Lane", "vcb", (Role.CLAIMS_PERSON,)),
)
OTHERS = (
    Person("david_lowe", "David Lowe", "vcasb", (Role.AUDITOR,), "Auditor"),
    Person(
        "grace_mensah", "Grace Mensah", "vcasb", (Role.STRATEGIC_OFFICER,), "Development officer"
    ),
)
SUBSTITUTES = (
    Person("ruby_ellis", "Ruby Ellis", "vcasb", (Role.SUBSTITUTE,)),
    Person("omar_siddiq", "Omar Siddiq", "cvsmnb", (Role.SUBSTITUTE,)),
    Person("hazel_wynn", "Hazel Wynn", "brcc", (Role.SUBSTITUTE,)),
    Person("dipa_kaur", "Dipa Kaur", "val", (Role.SUBSTITUTE,), "Member's substitute"),
    Person("leon_achebe", "Leon Achebe", "brec", (Role.SUBSTITUTE,)),
)
EVERYBODY = (*OFFICE, *MEMBERS, *SUBSTITUTES, *OTHERS)
# Of an organisation that is co-opted in the story, so invited later than the rest.
ADVISER = Person("miriam_stone", "Miriam Stone", "ivel", (Role.ADVISER,), "Co-opted adviser")
BY_KEY = {person.key: person for person in (*EVERYBODY, ADVISER)}
CHAIR = "margaret_doyle"


@dataclass(frozen=True)
class SignIn:
    """One ready-made sign-in for the sign-in page and the terminal."""

    role: str
    name: str
    email: str
    password: str = PASSWORD


SIGN_INS = tuple(
    SignIn(each.job, each.name, each.email) for each in (*EVERYBODY, ADVISER) if each.job
)


def acting(key: str, capacity: str = ""):
    """The person as an actor, in the hat of that capacity, or in the only one they have."""
    from consortium.core import clock
    from members.hats import hats_of

    user = User.objects.get(email=BY_KEY[key].email)
    hats = hats_of(user, clock.today())
    hat = next(each for each in hats if capacity in ("", str(each.capacity)))
    return actor_for(user.pk, hat.key)


def representative_of(slug: str) -> str:
    return _first(slug, Role.REPRESENTATIVE)


def claims_person_of(slug: str) -> str:
    return _first(slug, Role.CLAIMS_PERSON)


def _first(slug: str, role: Role) -> str:
    return next(each.key for each in MEMBERS if each.organisation == slug and role in each.roles)
