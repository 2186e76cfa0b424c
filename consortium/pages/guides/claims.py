"""Guides to claims and money."""

from members.states import Role

from .guide import Guide, Step

MEMBER = (Role.CLAIMS_PERSON, Role.REPRESENTATIVE)
OFFICERS = (Role.FINANCE_OFFICER, Role.SECOND_APPROVER)

CLAIMS = (
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
)
