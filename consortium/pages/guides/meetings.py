"""Guides to meetings: before, on the day, and after."""

from members.states import Role

from .guide import Guide, Step

MEETINGS = (
    Guide(
        "prepare-a-meeting",
        "Prepare a meeting",
        "From the year's dates to papers that go out in time.",
        (Role.SECRETARIAT,),
        (
            Step(
                "Publish the dates",
                "Plan the year's meetings at once. Everybody is invited with an entry for their "
                "calendar, and hears of every change. The last meeting of the financial year "
                "carries the plan, the review of the accountable body and the election by itself.",
            ),
            Step(
                "Build the agenda",
                "Twenty working days before, members are asked for items. Answer each proposal. "
                "What was carried over, overridden or put to the next meeting is there already. "
                "Put the items in order, and send the agenda to the chair to agree.",
            ),
            Step(
                "Ask for papers",
                "Say who brings what by when, and who may read it. They are reminded, and the "
                "page says what is missing.",
            ),
            Step(
                "Circulate",
                "Look at who gets what, then send. The page shows the last day on which papers are "
                "in time: five clear working days. Sent later, it asks for a reason and goes out "
                "all the same.",
            ),
            Step(
                "After the meeting",
                "The minutes grow from what happened in the room. Edit the words, circulate the "
                "draft, answer corrections. A later meeting approves them, and then they are "
                "sealed.",
            ),
        ),
        "meetings",
        "Go to the meetings",
    ),
    Guide(
        "chair-a-meeting",
        "Chair a meeting",
        "One screen, on a laptop or a phone, while the meeting goes on around you.",
        (Role.CHAIR,),
        (
            Step(
                "Open the room",
                "It says who is here and whether there is a quorum. The secretariat ticks people, "
                "or they check in on their own phones. Without a quorum you can talk, and nothing "
                "can be decided.",
            ),
            Step(
                "Take the items in turn",
                "Start an item, and finish it or carry it over. Somebody with an interest declares "
                "it: then their member does not count and does not vote on that item.",
            ),
            Step(
                "Seek consensus first",
                "Put the proposal in its words and ask whether anyone disagrees. If nobody does, "
                "one tap makes it a decision with its number.",
            ),
            Step(
                "Call a vote if you need one",
                "Who is here for a member when the vote opens may vote, once. A vote that is cast "
                "stands. Show of hands and slips of paper can be typed. You have no casting vote: "
                "a tie is not agreed. Your own member's vote you give as its representative, or "
                "the secretariat types it.",
            ),
            Step(
                "If the connection goes",
                "Print the sheet before the meeting. What is written on it is typed in later, and "
                "is marked as typed from paper.",
            ),
        ),
        "meetings",
        "Go to the meetings",
    ),
    Guide(
        "come-to-a-meeting",
        "Come to a meeting and vote",
        "Say whether you are coming, read the papers, and vote for your member on your phone.",
        (Role.REPRESENTATIVE, Role.SUBSTITUTE, Role.ADVISER),
        (
            Step(
                "Say whether you are coming",
                "The mail has buttons for coming, joining remotely, apologies, and sending your "
                "substitute. You can change your mind until the meeting begins.",
            ),
            Step(
                "Ask for an item",
                "A representative or substitute proposes it on the meeting's page. You are told "
                "what became of it.",
            ),
            Step(
                "Check in and follow",
                "Open the room on your phone and say that you are here. It follows the meeting by "
                "itself.",
            ),
            Step(
                "Disagree, or vote",
                "If you disagree with a proposal, say why. If the chair calls a vote, each member "
                "has one, and it cannot be changed. Advisers take part and do not vote.",
            ),
            Step(
                "Answer between meetings",
                "Where the consortium has allowed it, a proposal can come by mail. Say whether you "
                "are for or against, or abstain; one answer counts for your member. If you would "
                "rather talk about it, say so: then it goes on the next agenda instead.",
            ),
            Step(
                "Afterwards",
                "Ask for a correction of the minutes if something is wrong. The pack for your own "
                "board leaves out what is not for sharing. A member can say that it takes no part "
                "in a decision, and why.",
            ),
        ),
        "meetings",
        "Go to the meetings",
    ),
)
