"""Guides to members, people and what they do together."""

from members.states import Role

from .guide import Guide, Step

MEMBERS = (
    Guide(
        "people-and-roles",
        "Invite people and give roles",
        "Rights come from dated roles, and end with them.",
        (Role.SECRETARIAT,),
        (
            Step(
                "Invite",
                "Give a name, an address, an organisation and a role. The letter holds a link "
                "that works once.",
            ),
            Step(
                "Change a role",
                "End the old one with its last day and give the new one. Nothing is overwritten, "
                "and nobody gives a role to themselves.",
            ),
            Step(
                "Somebody leaves",
                "End their roles or close the account. What they began goes no further in their "
                "name.",
            ),
        ),
        "people",
        "People",
    ),
    Guide(
        "settle-a-dispute",
        "Settle a dispute",
        "Between the accountable body and the consortium, as section 8.3 of the agreement says.",
        (Role.CHAIR, Role.REPRESENTATIVE),
        (
            Step(
                "Open it",
                "The chair opens it for the members, a representative of the accountable body for "
                "the body. Say what it is about, and which clause. Nobody else can read it but "
                "the auditor.",
            ),
            Step(
                "Talk, and write it down",
                "Both sides write what was said and when. After 14 and 28 days both are asked how "
                "it stands.",
            ),
            Step(
                "Bring in somebody independent",
                "One side proposes a third party that belongs to neither. They come in when the "
                "other side agrees.",
            ),
            Step(
                "End it together",
                "One side proposes the outcome. When the other agrees to the same words, the "
                "dispute is settled. Each side keeps the summary as PDF.",
            ),
        ),
        "disputes",
        "Disputes",
    ),
    Guide(
        "convene-a-group",
        "Convene a group",
        "A group works on one thing between the meetings, and reports to the consortium.",
        (Role.REPRESENTATIVE, Role.STRATEGIC_OFFICER, Role.SECRETARIAT),
        (
            Step(
                "Bring people in",
                "Add people with an account, organisations, and people from outside who have "
                "agreed to be named. When somebody leaves, record the last day.",
            ),
            Step(
                "Write down your meetings",
                "Day, place, and notes or a file. They stay as you saved them.",
            ),
            Step(
                "Report",
                "When the consortium asks for a report by a day, you are reminded. It goes to "
                "every member and is kept as PDF.",
            ),
        ),
        "groups",
        "Groups",
    ),
    Guide(
        "find-new-members",
        "Find new members",
        "Organisations that would fill a gap, from the first idea to their application.",
        (Role.STRATEGIC_OFFICER, Role.SECRETARIAT, Role.CHAIR),
        (
            Step(
                "Write one down",
                "What it does, what it would bring, and how you know of it. Begin from a "
                "stakeholder or a seat on another body, and what is known there is filled in.",
            ),
            Step(
                "Say what comes next",
                "Each has a next step with its day. On that day whoever looks after it is "
                "reminded, and sees it under Today.",
            ),
            Step(
                "Keep in touch",
                "Write down each contact, how far they have come with it, and the next step.",
            ),
            Step(
                "Let them apply",
                "An application in the same name, or from the same email address, is matched by "
                "itself. From then on it takes its own course, and you hear how it ends.",
            ),
        ),
        "prospects",
        "Prospects",
    ),
)
