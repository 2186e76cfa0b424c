"""The guides: one per job, in the words of the pages they are about."""

from dataclasses import dataclass

from consortium.core.actor import Actor
from members.states import Role

MEMBER = (Role.CLAIMS_PERSON, Role.REPRESENTATIVE)
OFFICERS = (Role.FINANCE_OFFICER, Role.SECOND_APPROVER)


@dataclass(frozen=True)
class Step:
    title: str
    words: str


@dataclass(frozen=True)
class Guide:
    """`roles` whose job it is; `route` is the page where it begins."""

    slug: str
    title: str
    lead: str
    roles: tuple[Role, ...]
    steps: tuple[Step, ...]
    route: str = ""
    button: str = ""


GUIDES = (
    Guide(
        "make-a-claim",
        "Make a quarterly claim",
        "One claim for each grant and quarter, with a section for each of your projects.",
        MEMBER,
        (
            Step(
                "Start or continue",
                "Today shows the claim that is due next. Everything you type is saved when you "
                "press Save, and you can stop and come back on any day.",
            ),
            Step(
                "Enter what you spent",
                "Type the lines, paste them from a spreadsheet, or copy last quarter's. Each line "
                "names who was paid, the invoice, the day it was paid and the amount. Leave out "
                "VAT that you can recover.",
            ),
            Step(
                "Add evidence",
                "Put a file on every line: an invoice, a pay slip, a receipt. One file may prove "
                "several lines. If a paper is still to come, say by when.",
            ),
            Step(
                "Say what was achieved",
                "Enter the outputs of each project, write a few sentences, and look at the "
                "forecast for the rest of the year. Where spending is far from the plan you are "
                "asked why.",
            ),
            Step(
                "Check and send",
                "The check page lists what must be put right and what the checker will ask about. "
                "A claims person sends the claim to the representative, who signs it. You get a "
                "reference and a PDF to keep.",
            ),
            Step(
                "Nothing to claim?",
                "Say so with one button. A nil claim is sent and signed as any other.",
            ),
        ),
        "claims",
        "Your claims",
    ),
    Guide(
        "answer-the-checker",
        "Answer when changes are asked for",
        "Only the parts that the checker named open again; the rest stays as you sent it.",
        MEMBER,
        (
            Step("Read what is asked", "The message stands at the top of the claim."),
            Step(
                "Change those parts",
                "They are marked as open. What was sent before stays in the history.",
            ),
            Step(
                "Answer and sign again",
                "Say in a sentence what you changed, or why nothing was. The representative signs.",
            ),
        ),
        "claims",
        "Your claims",
    ),
    Guide(
        "bank-details",
        "Change your bank details",
        "Money goes only to details that a second person has verified.",
        (*MEMBER, Role.SECRETARIAT),
        (
            Step(
                "Enter them",
                "Give the account's name, sort code and number, and your password once more. "
                "Afterwards only the last digits are shown, to everybody.",
            ),
            Step(
                "Expect a call",
                "The office calls back on a number it knew before. It never asks for a password.",
            ),
            Step(
                "A short wait",
                "Changed details can be paid to after ten working days; payments before that stop "
                "and say why.",
            ),
        ),
        "payee_accounts",
        "Bank details",
    ),
    Guide(
        "check-claims",
        "Check a member's claim",
        "Line by line, with the things worth a look at the top.",
        OFFICERS,
        (
            Step(
                "Take the next one",
                "The tracker shows the quarter by state. Claims without flags can be checked "
                "together.",
            ),
            Step(
                "Decide every line",
                "Accept it, reduce it, disallow it, or park it for later. Anything but accepting "
                "needs a reason, which the member reads.",
            ),
            Step(
                "Ask for changes",
                "Name the parts to open again and say in one message what you need.",
            ),
            Step(
                "Mark as checked",
                "Whoever prepared or signed a claim cannot check it. Above the grant's limit "
                "somebody other than the checker approves, and two people do.",
            ),
        ),
        "claims_tracker",
        "Claims of the quarter",
    ),
    Guide(
        "approve",
        "Approve claims",
        "Approving books the spending in the fund and takes it from the budget.",
        (*OFFICERS, Role.CHAIR, Role.REVIEWER),
        (
            Step(
                "What stops it",
                "A claim is approved up to what is left in each budget line. Look-alike invoices "
                "are cleared by a second person first.",
            ),
            Step(
                "The accountable body's own claim",
                "The office checks it; the chair, or a reviewer named from another member, "
                "approves it, whatever the amount. That person sees this one claim with its "
                "evidence, and every look is recorded.",
            ),
            Step(
                "Afterwards",
                "It joins a payment run, or waits for the funder's money where the fund has none.",
            ),
        ),
        "claims",
        "Claims",
    ),
    Guide(
        "pay",
        "Pay approved claims",
        "One person prepares a run, another releases it.",
        OFFICERS,
        (
            Step(
                "Prepare the run",
                "Choose approved claims. What a fund's cash cannot cover is left out and waits, "
                "the oldest first served.",
            ),
            Step(
                "Release it",
                "Another person looks it through and gives their password once more. From here "
                "each payment stands in the ledger.",
            ),
            Step(
                "Give the bank its file",
                "The file is made once and kept byte for byte. The accountable body's payments to "
                "itself are transfers and are not in it.",
            ),
            Step(
                "Confirm or fail each payment",
                "A failed payment goes back to approved, and the member is told.",
            ),
        ),
        "payment_runs",
        "Payment runs",
    ),
    Guide(
        "claim-from-the-funder",
        "Claim from the funder",
        "Approved claims of a quarter become one claim that never changes once it is sent.",
        OFFICERS,
        (
            Step(
                "Assemble",
                "Everything approved and not yet claimed comes in; what does not is listed with "
                "the reason. A difference to the ledger of even a penny stops it and says where.",
            ),
            Step("Two sign", "Two named people sign it. Nobody signs twice."),
            Step(
                "Send",
                "The PDF and the spreadsheet are frozen with a number, a version and a SHA-256.",
            ),
            Step(
                "Afterwards",
                "A question becomes a new version; both are kept. Record the money when it comes, "
                "and what waited for it can be paid.",
            ),
        ),
        "funder_claims",
        "Claims to funders",
    ),
    Guide(
        "books",
        "Follow a figure, close the books",
        "Every figure leads to the journals behind it, and from there to its cause.",
        (*OFFICERS, Role.AUDITOR),
        (
            Step(
                "Start from a fund",
                "The fund's page shows each quarter's opening, in, out and closing. Choose a "
                "figure to see its journals.",
            ),
            Step(
                "From a journal to the receipt",
                "A journal names its cause: a claim, a payment run, a receipt. The claim leads to "
                "its lines, the line to its evidence.",
            ),
            Step(
                "Close a quarter",
                "One person starts, another closes. Two people together can open it again, and it "
                "is listed in the annual report.",
            ),
        ),
        "money",
        "Funds",
    ),
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
    Guide(
        "two-roles",
        "Act in one role or another",
        "Someone with several roles chooses in which they act.",
        tuple(Role),
        (
            Step(
                "Look at the top right",
                "Your name and the role you act in stand there on every page.",
            ),
            Step(
                "Choose another",
                "Open it and choose. Pages, lists and buttons follow; your choice is kept for the "
                "next time.",
            ),
        ),
        "choose_hat",
        "Choose a role",
    ),
)
BY_SLUG = {guide.slug: guide for guide in GUIDES}


def for_actor(actor: Actor | None) -> tuple[list[Guide], list[Guide]]:
    """Those of this hat's own jobs, and the rest."""
    mine = [guide for guide in GUIDES if actor and actor.has(*guide.roles)]
    return mine, [guide for guide in GUIDES if guide not in mine]
