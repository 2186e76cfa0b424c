"""Who may open what: the declared matrix of every address (X1), to be read and argued about.

One letter a hat: R representative and C claims person of a member, F finance officer,
S second approver, T secretariat, A auditor, H chair, D strategic development officer.
An address that is not here fails the test; so does one that is here and no more.
"""

HATS = "RCFSTAHD"
ALL = HATS
MEMBER = "RC"
OFFICERS = "FS"
OFFICE = "FST"
SEE_MONEY = "FSTA"
NOBODY = ""


def table(text: str) -> dict[str, str]:
    """name → letters; a name without letters after it is for nobody."""
    rows = (line.partition("|") for line in text.splitlines() if line.strip())
    return {name.strip(): who.strip() for name, _, who in rows}


def columns(text: str) -> dict[str, tuple[str, ...]]:
    """The same with three columns: own | another member's | the accountable body's."""
    return {
        name: tuple(part.strip() for part in who.split("|")) for name, who in table(text).items()
    }


# Addresses without a record of any one member in them. Signed out: the sign-in page,
# but for OPEN.
OPEN = frozenset(
    table(
        """
        accessibility
        directory
        directory_csv
        directory_entry
        directory_ask
        calendar_feed
        privacy
        styleguide
        feedback_give
        feedback_sent
        events_public
        event_sign_up
        event_signed_up
        outbox
        outbox_message
        invitation
        apply
        apply_check
        apply_pack
        apply_start
        apply_link
        apply_sent
        agreement_text
        account_login
        account_logout
        account_inactive
        account_request_login_code
        account_confirm_login_code
        account_reset_password
        account_reset_password_done
        account_reset_password_from_key
        account_reset_password_from_key_done
        """
    )
)

# `run_override` opens to the chair only where nobody may release a payment: for no run
# of the demonstration.
SHARED = table(
    """
    home                    | RCFSTAHD
    search                  | RCFSTAHD
    help                    | RCFSTAHD
    help_page               | RCFSTAHD
    reports                 | RCFSTAHD
    site_set_up             | FSTA
    next_day                | RCFSTAHD
    accessibility           | RCFSTAHD
    privacy                 | RCFSTAHD
    styleguide              | RCFSTAHD
    jobs                    | RCFSTAHD
    outbox                  | RCFSTAHD
    outbox_message          | RCFSTAHD
    my_account              | RCFSTAHD
    choose_hat              | RCFSTAHD
    my_sessions             | RCFSTAHD
    my_data                 | RCFSTAHD
    sessions_end_others     | RCFSTAHD
    account_login           | RCFSTAHD
    account_logout          | RCFSTAHD
    account_inactive        | RCFSTAHD
    account_request_login_code           | RCFSTAHD
    account_confirm_login_code           | RCFSTAHD
    mfa_authenticate                     | RCFSTAHD
    mfa_login_webauthn                   | RCFSTAHD
    mfa_reauthenticate                   | RCFSTAHD
    mfa_reauthenticate_webauthn          | RCFSTAHD
    mfa_index                            | RCFSTAHD
    second_step_needed                   | RCFSTAHD
    mfa_activate_totp                    | RCFSTAHD
    mfa_add_webauthn                     | RCFSTAHD
    mfa_generate_recovery_codes          | RCFSTAHD
    account_reauthenticate  | RCFSTAHD
    account_change_password | RCFSTAHD
    account_reset_password  | RCFSTAHD
    account_reset_password_done          | RCFSTAHD
    account_reset_password_from_key_done | RCFSTAHD

    meetings                | RCFSTAHD
    meeting                 | RCFSTAHD
    meetings_plan           | T
    meetings_settings       | T
    meetings_pdf            | RCFSTAHD
    meetings_calendar       | RCFSTAHD
    meetings_calendar_end   | RCFSTAHD
    calendar_feed           |
    meeting_change          | T
    meeting_cancel          | T
    meeting_last            | T
    meeting_ics             | RCFSTAHD
    agenda_add              | T
    agenda_order            | T
    agenda_take             | T
    agenda_ask_chair        | T
    agenda_agree            | H
    item_change             | T
    item_remove             | T
    meeting_proposals       | RCFSTAHD
    items_call              | T
    item_propose            | RT
    item_proposal_take      | T
    item_proposal_decline   | T
    item_proposal_take_back | R
    meeting_papers          | RCFSTAHD
    paper                   | RCFSTAHD
    paper_file              | RCFSTAHD
    paper_ask               | T
    paper_change            | T
    paper_bring             | T
    paper_take_off          | T
    circulate               | T
    circulation             | TH
    packs_make              | T
    meeting_replies         | RCFSTAHD
    reply                   | R
    reply_for               | T
    replies_remind          | T
    access_needs            | RCFSTAHD
    meeting_access          | RCFSTAHD
    access_check            | T
    decisions               | RCFSTAHD
    decisions_csv           | RCFSTAHD
    decision                | RCFSTAHD
    decision_opt_out        | R
    overrides_pdf           | RCFSTAHD
    decision_look_after     | T
    written_decisions       | RCFSTAHD
    written_new             | TH
    written_settings        | T
    elections               | RCFSTAHD
    elections_settings      | T
    election                | RCFSTAHD
    election_nominate       | R
    election_pdf            | T
    election_csv            | T
    meeting_room            | RCFSTAHD
    meeting_room_pulse      | RCFSTAHD
    meeting_room_act        | RCFSTAHD
    meeting_sheet           | TH
    actions                 | RCFSTAHD
    action                  | RCFSTAHD
    action_new              | TH
    action_change           | TH
    action_done             | RTH
    action_drop             | TH
    action_file             | RCFSTAHD
    meeting_minutes         | RCFSTAHD
    minutes_begin           | T
    minutes_circulate       | T
    minutes_section         | T
    minutes_heading         | T
    minutes_correct         | RTH
    correction_answer       | T
    minutes_add             | T
    minutes_pdf             | RCFSTAHD
    minutes_public          | RCFSTAHD
    boards                  | R
    board_report            | R
    board_pack              | R
    attendance              | RCFSTAHD
    attendance_csv          | RCFSTAHD
    votes_json              | RCFSTAHD

    access_roles            | RCFSTAHD
    organisations           | RCFSTAHD
    organisation            | RCFSTAHD
    profile                 | RCFSTAHD
    policy_register         | RCFSTAHD
    policy_register_csv     | RCFSTAHD
    skills                  | RCFSTAHD
    directory               | RCFSTAHD
    directory_csv           | RCFSTAHD
    directory_entry         | RCFSTAHD
    directory_ask           | RCFSTAHD
    directory_requests      | TA
    content_list            | TA
    content_review          | T
    directory_log           | T
    publishing              | RCFSTAHD
    person_publishing       | T
    criteria_find           | T
    membership              | RCFSTAHD
    co_opt                  | T
    co_option_end           | T
    resignation_record      | RFSTH
    agreement               | RCFSTAHD
    agreement_text          | RCFSTAHD
    agreement_version       | RCFSTAHD
    agreement_copy          | RCFSTAHD
    agreement_new           | T
    agreement_describe      | T
    agreement_clause_add    | T
    agreement_clause_change | T
    agreement_clause_remove | T
    agreement_open          | T
    agreement_drop          | T
    agreement_sign          | R
    agreement_paper         | T
    agreement_complete      | T
    agreement_remind        | T
    agreement_strike        | T
    protocol                | RCFSTAHD
    protocol_copy           | RCFSTAHD
    protocol_acknowledge    | R
    protocol_new            | T
    protocol_change         | T
    protocol_adopt          | T
    protocol_implement      | T
    protocol_review         | T
    protocol_revise         | T
    protocol_drop           | T
    identity                | RCFSTAHD
    identity_change         | T
    identity_restate        | T
    feedback_give           | RCFSTAHD
    feedback_sent           | RCFSTAHD
    feedback_list           | RTH
    feedback_csv            | RTH
    feedback_new            | T
    feedback_settings       | T
    feedback_summary        | RCFSTAHD
    feedback_summary_pdf    | RCFSTAHD
    awareness               | RCFSTAHD
    awareness_csv           | RCFSTAHD
    awareness_new           | RTD
    awareness_change        | RTD
    awareness_strike        | RTD
    representations         | RCFSTAHD
    representations_csv     | RCFSTAHD
    representations_pdf     | RCFSTAHD
    representation          | RCFSTAHD
    representation_new      | TD
    representation_change   | TD
    representation_end      | TD
    representation_report   | RTD
    interests               | RCFSTAHD
    interest_new            | RCFSTHD
    interest_end            | TD
    stakeholders            | RCFSTAHD
    stakeholders_csv        | RCFSTAHD
    stakeholder             | RCFSTAHD
    stakeholder_new         | RTD
    stakeholder_change      | RTD
    stakeholder_end         | RTD
    stakeholder_contact     | RTD
    events_public           | RCFSTAHD
    event_sign_up           | RCFSTAHD
    event_signed_up         | RCFSTAHD
    events                  | RCFSTAHD
    events_csv              | RCFSTAHD
    event                   | RCFSTAHD
    event_report            | RCFSTAHD
    event_report_pdf        | RCFSTAHD
    event_new               | THD
    event_change            | THD
    event_act               | THD
    prospects               | THD
    prospects_csv           | THD
    prospect_figures        | THD
    prospect_figures_pdf    | THD
    prospect_new            | THD
    prospect                | THD
    prospect_change         | THD
    prospect_act            | THD
    commitments             | RCFSTAHD
    commitment              | RCFSTAHD
    commitment_new          | RTD
    groups                  | RCFSTAHD
    group                   | RCFSTAHD
    group_new               | T
    group_review            | T
    group_end               | T
    group_join              | T
    group_leave             | T
    group_forget            | T
    group_meeting           | T
    group_meeting_file      | RCFSTAHD
    group_report            | RCFSTAHD
    group_report_ask        | T
    group_report_send       | T
    group_report_excuse     | T
    group_report_copy       | RCFSTAHD
    group_report_file       | RCFSTAHD
    service                 | RCFSTAHD
    service_year            | RCFSTAHD
    service_copy            | RCFSTAHD
    arrangement             | RCFSTAHD
    arrangement_new         | T
    arrangement_change      | T
    arrangement_end         | T
    arrangement_review      | T
    standard                | RCFSTAHD
    standard_new            | T
    standard_end            | T
    delivery_new            | T
    delivery_done           | T
    dispute_speaker         | T
    disputes                | AH
    dispute                 | AH
    dispute_open            | H
    dispute_step            | H
    dispute_third_party     | H
    dispute_outcome         | H
    dispute_withdraw        | H
    dispute_copy            | H
    proposal_agree          | H
    proposal_decline        | H
    proposal_take_back      | H
    chair_notes             | H
    chair_note              | H
    chair_note_new          | H
    chair_note_step         | H
    chair_note_close        | H
    chair_note_hand_over    | H
    chair_note_delete       | H
    chair_note_reader       | H
    chair_note_reader_remove | H
    requests                | RCTAD
    request                 | TD
    request_new             | TD
    request_agree           | TD
    request_decline         | TD
    request_excuse          | TD
    areas                   | T
    area_end                | T
    organisation_add        | T
    organisation_change     | T
    offices                 | RCFSTAHD
    term_start              | T
    term_end                | T
    people                  | FTA
    person                  | FTA
    people_invite           | T
    person_change           | T
    person_close            | T
    person_invite_again     | T
    person_look             | T
    person_data             | T
    person_erase            | T
    person_factors_remove   | T
    looking_end             | RCFSTAHD
    seat_give               | T
    seat_end                | T

    apply                   | RCFSTAHD
    apply_check             | RCFSTAHD
    apply_pack              | RCFSTAHD
    apply_start             | RCFSTAHD
    apply_link              | RCFSTAHD
    apply_sent              | RCFSTAHD
    applications            | RTAH
    application             | RTAH
    application_file        | RTAH
    application_copy        | TAH
    application_letter      | RTAH
    application_new         | T
    application_form        | T
    application_part        | T
    application_service     | T
    application_review      | T
    application_file_remove | T
    application_criteria    | T
    application_ask         | T
    application_answer      | T
    application_go_on       | T
    application_consult     | T
    application_close       | T
    application_link        | T
    application_reply       | R
    application_admit       | H
    application_refuse      | H
    application_to_meeting  | TH
    application_meeting     | T
    application_outcome     | T
    application_withdraw    | T

    library                 | RCFSTAHD
    library_aims            | RCFSTAHD
    library_objectives      | RCFSTAHD
    library_outcomes        | RCFSTAHD
    library_needs           | RCFSTAHD
    needs_csv               | RCFSTAHD
    library_research        | RCFSTAHD
    library_policies        | RCFSTAHD
    library_plans           | RCFSTAHD

    grants                  | RCFSTAHD
    grant                   | RCFSTAHD
    budget                  | RCFSTAHD
    budget_csv              | RCFSTAHD
    budget_xlsx             | RCFSTAHD
    budget_versions         | RCFSTAHD
    grant_new               | F
    grant_edit              | F
    grant_award             | F
    grant_condition         | F
    funder_new              | F
    fund_new                | F
    heading_new             | F
    budget_load             | FS
    outputs_load            | FS
    virement_new            | FS
    reprofile_new           | FS
    virement                | FSTAHD
    virement_agree          | FS
    virement_refuse         | FS
    projects                | RCFSTAHD
    roles_matrix            | RCFSTAHD
    project_new             | FT
    project                 | RCFSTAHD
    project_status          | FT
    project_aims            | TD
    decision_aims           | TD
    meeting_aims            | TD
    project_history         | RCFSTAHD
    partner_add             | FT
    partner_end             | FT
    bids                    | RFTAHD
    bid                     | RFTAHD
    bid_history             | RFTAHD
    bid_guidance            | RFTAHD
    bid_pack                | RFTAHD
    bid_new                 | FTD
    bid_change              | FTD
    bid_figures             | FTD
    bid_partner             | FTD
    bid_partner_leave       | FTD
    bid_finish              | FTD
    bid_reopen              | FTD
    bid_put_route           | FTD
    bid_put                 | FTD
    bid_link                | FTD
    bid_send                | FTD
    bid_send_subject        | FTD
    bid_answer              | FTD
    bid_withdraw            | FTD

    money                   | FSTA
    books                   | FSTA
    book_open               | FS
    book_close              | FS
    book_reopen             | FS
    book_move               | FS
    fund                    | FSTA
    fund_csv                | FSTA
    fund_xlsx               | FSTA
    transfer_new            | FS
    overdraft_ask           | FS
    overdraft_agree         | FS
    overdraft_refuse        | FS
    overdraft_end           | FS
    statement_make          | FSTA
    journal                 | FSTA
    journal_reversal        | FS

    payment_runs            | FSTA
    payment_run             | FSTA
    run_list_make           | FSTA
    run_bank_file           | FS
    run_prepare             | FS
    run_release             | FS
    run_override            |
    run_export              | FS
    run_sent                | FS
    run_confirm             | FS
    run_finish              | FS
    run_ask_void            | FS
    run_void                | FS
    run_keep                | FS
    payment_fail            | FS
    payment_take_out        | FS
    retention               | FSTA
    retention_ask           | FS
    retention_agree         | FS
    retention_refuse        | FS
    payee_accounts          | RCFSTA
    payee_account_verify    | FST
    payee_account_refuse    | FST
    payee_account_again     | FST
    funder_claims           | FSTA
    funder_claim            | FSTA
    funder_preview          | FS
    funder_paper            | FSTA
    funder_assemble         | FS
    funder_words            | FS
    funder_collect          | FS
    funder_row_new          | FS
    funder_row_remove       | FS
    funder_sign             | FS
    funder_unsign           | FS
    funder_send             | FS
    funder_abandon          | FS
    funder_query            | FS
    funder_new_version      | FS
    funder_agree            | FS
    funder_link_new         | FS
    funder_link_end         | FS
    money_received          | FSTA
    money_record            | FS

    claims                  | RCFSTAH
    claim_start             | RC
    claim_rounds            | FSTA
    claim_round_open        | F
    claim_round_close       | F
    claim_round_reopen      | F
    claims_tracker          | FSTA
    claims_export           | FSTA
    claims_check_clean      | FS
    claims_approve          | FS
    claim_chase             | FST
    """
)

# Addresses of one claim: the hat's own member's | another member's | the accountable
# body's own, asked by people of another member. Officers work on all; the chair sees
# the body's own claim and nothing else of anybody (R140). The chair's override opens
# only where nobody is left who may approve: for no claim of the demonstration.
CLAIM = columns(
    """
    claim                  | RCFSTA | FSTA | FSTAH
    claim_nil              | RC     |      |
    claim_spend            | RC     |      |
    claim_line_add         | RC     |      |
    claim_lines_copy       | RC     |      |
    claim_paste            | RC     |      |
    claim_line             | RC     |      |
    claim_line_remove      | RC     |      |
    claim_reason           | RC     |      |
    claim_corrections      | RC     |      |
    claim_correct          | RC     |      |
    claim_outputs          | RC     |      |
    claim_progress         | RC     |      |
    claim_forecast         | RC     |      |
    claim_evidence         | RC     |      |
    claim_evidence_add     | RC     |      |
    claim_evidence_reuse   | RC     |      |
    claim_evidence_promise | RC     |      |
    claim_evidence_link    | RC     |      |
    claim_evidence_unlink  | RC     |      |
    claim_evidence_remove  | RC     |      |
    claim_evidence_file    | RCFSA  | FSA  | FSAH
    claim_review           | RC     |      |
    claim_pass_on          | RC     |      |
    claim_passed_on        | RC     |      |
    claim_take_back        | RC     |      |
    claim_sign             | RC     |      |
    claim_ready            | RC     |      |
    claim_send_back        | RC     |      |
    claim_sent             | RC     |      |
    claim_withdraw         | RC     |      |
    claim_start_again      | RC     |      |
    claim_dates            | RC     |      |
    claim_pdf              | RCFSTA | FSTA | FSTAH
    claim_check            | FSTA   | FSTA | FSTAH
    claim_check_file       | FSA    | FSA  | FSAH
    claim_accept_rest      | FS     | FS   | FS
    claim_mark_checked     | FS     | FS   | FS
    claim_uncheck          | FS     | FS   | FS
    claim_ask              | FS     | FS   | FS
    claim_reject           | FS     | FS   | FS
    claim_note             | FS     | FS   | FS
    claim_line_decide      | FS     | FS   | FS
    claim_line_accept      | FS     | FS   | FS
    claim_not_a_duplicate  | FS     | FS   | FS
    claim_accept_outputs   | FSTA   | FSTA | FSTAH
    claim_approve          | FSTA   | FSTA | FSTAH
    claim_reviewer         | FST    | FST  | FSTH
    claim_reviewer_end     | FST    | FST  | FSTH
    claim_override         |        |      |
    claim_ask_chair        | FS     | FS   | FS
    """
)

# Addresses of one member's money and words, in the same three columns.
MONEY = columns(
    """
    profile_change     | RCT    | T    | T
    policies_change    | RCT    | T    | T
    person_name        | RT     | T    | T
    payee_account      | RCFSTA | FSTA | FSTA
    payee_account_new  | RCT    | T    | T
    payment_remittance | RCFSTA | FSTA | FSTA
    """
)

# Not walked, and why.
APPLICANT = "the link in the applicant's mail decides (tests/applications/test_link_matrix.py)"
ELSEWHERE = {
    "event_mine": "the link in the mail decides (tests/registers/test_event_pages.py)",
    "dispute_file": "the two sides and the auditor (tests/working)",
    "request_line": "its own member and who asked (tests/agreement)",
    "request_accept": "its own member (tests/agreement)",
    "request_propose": "its own member (tests/agreement)",
    "request_answer": "its own member (tests/agreement)",
    "commitment_settle": "its own member and who acts for the consortium (tests/agreement)",
    "feedback": "who handles it, and whom it was passed to (tests/registers)",
    "feedback_act": "who handles it, and whom it was passed to (tests/registers)",
    "request_template": "its own member and who asked (tests/agreement)",
    "request_file": "its own member and who asked (tests/agreement)",
    "agreement_scan": "its own member and who keeps the agreement (tests/agreement)",
    "apply_form": APPLICANT,
    "apply_part": APPLICANT,
    "apply_service": APPLICANT,
    "apply_review": APPLICANT,
    "apply_file": APPLICANT,
    "apply_file_remove": APPLICANT,
    "apply_answer": APPLICANT,
    "apply_withdraw": APPLICANT,
    "apply_representative": APPLICANT,
    "apply_copy": APPLICANT,
    "apply_letter": APPLICANT,
    "apply_meeting": APPLICANT,
    "pack_file": "the readers of its kind (tests/meetings/test_packs.py)",
    "decision_opt_in": "the member that takes no part (tests/meetings/test_decisions.py)",
    "decision_override": "the accountable body alone (tests/meetings/test_decisions.py)",
    "override_file": "nothing is overridden there (tests/meetings/test_decisions.py)",
    "reply_by_link": "the link in the mail decides (tests/meetings/test_replies.py)",
    "written": "nothing is put in writing there (tests/meetings/test_written_pages.py)",
    "written_file": "nothing is put in writing there (tests/meetings/test_written_pages.py)",
    "written_answer": "nothing is put in writing there (tests/meetings/test_written_pages.py)",
    "written_enter": "nothing is put in writing there (tests/meetings/test_written_pages.py)",
    "written_remind": "nothing is put in writing there (tests/meetings/test_written_pages.py)",
    "written_close": "nothing is put in writing there (tests/meetings/test_written_pages.py)",
    "written_withdraw": "nothing is put in writing there (tests/meetings/test_written_pages.py)",
    "written_by_link": "the link in the mail decides (tests/meetings/test_written_pages.py)",
    "written_link_file": "the link in the mail decides (tests/meetings/test_written_pages.py)",
    "guest_papers": "the link in the mail decides (tests/meetings/test_circulation.py)",
    "guest_file": "the link in the mail decides (tests/meetings/test_circulation.py)",
    "guest_pack": "the link in the mail decides (tests/meetings/test_packs.py)",
    "candidate_yes": "the candidate alone (tests/meetings/test_elections.py)",
    "candidate_no": "the candidate alone (tests/meetings/test_elections.py)",
    "candidate_withdraw": "the candidate alone (tests/meetings/test_elections.py)",
    "hand_over": "nothing in the demonstration is handed over (tests/meetings/test_body.py)",
    "hand_over_funders": "the two bodies alone (tests/meetings/test_body.py)",
    "hand_over_tick": "the two bodies alone (tests/meetings/test_body.py)",
    "hand_over_pdf": "nothing in the demonstration is handed over (tests/meetings/test_body.py)",
    "invitation": "the token in the letter decides (tests/members)",
    "account_reset_password_from_key": "the key in the mail decides (tests/members)",
    "mfa_deactivate_totp": "their owner alone has one (tests/members)",
    "mfa_view_recovery_codes": "their owner alone has some (tests/members)",
    "mfa_download_recovery_codes": "their owner alone has some (tests/members)",
    "mfa_remove_webauthn": "its owner alone (tests/members)",
    "directory_copy": "whoever holds the link that was mailed (tests/roll)",
    "directory_file": "a file that a job made first (tests/roll)",
    "criteria_settle": "nothing in the demonstration waits for it (tests/roll)",
    "named_end": "a role that the member gave (tests/roll)",
    "resignation_confirm": "nothing in the demonstration waits for it (tests/roll)",
    "resignation_withdraw": "nothing in the demonstration waits for it (tests/roll)",
    "co_option_letter": "itself, the office, the chair and the auditor (tests/roll)",
    "resignation_letter": "whoever may read that resignation (tests/roll)",
    "job": "its owner alone (tests/core)",
    "retry_job": "its owner alone (tests/core)",
    "reversal_agree": "nothing in the demonstration is reversed by hand (tests/funds)",
    "my_data_file": "its owner alone (tests/members)",
    "person_data_file": "a copy that the secretariat made first (tests/members)",
    "erasure_agree": "nothing in the demonstration waits for it (tests/members)",
    "erasure_refuse": "nothing in the demonstration waits for it (tests/members)",
    "session_end": "its owner alone (tests/members)",
    "reversal_refuse": "nothing in the demonstration is reversed by hand (tests/funds)",
    "run_paper": "a file that a job made first (tests/claims)",
    "funder_papers": "whoever holds the link that the funder was mailed (tests/claims)",
    "funder_papers_pdf": "whoever holds the link that the funder was mailed (tests/claims)",
    "funder_papers_sheet": "whoever holds the link that the funder was mailed (tests/claims)",
    "statement_download": "a file that a job made first (tests/funds)",
}
