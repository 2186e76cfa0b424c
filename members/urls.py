"""Addresses of people and places, and allauth's pages that we use."""

from allauth.account import views as account
from django.urls import path, re_path

import consortium.core.paths  # noqa: F401 - <id:pk>

from .views import (
    data,
    entering,
    hats,
    invitations,
    looking,
    offices,
    organisations,
    passkeys,
    people,
    seats,
    second_step,
    sessions,
)

accounts = [
    path("accounts/login/", account.login, name="account_login"),
    path("accounts/logout/", account.logout, name="account_logout"),
    path("accounts/code/", account.request_login_code, name="account_request_login_code"),
    path("accounts/code/enter/", entering.enter_code, name="account_confirm_login_code"),
    path("accounts/inactive/", account.account_inactive, name="account_inactive"),
    path("accounts/reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("accounts/password/", account.password_change, name="account_change_password"),
    path("accounts/password/reset/", account.password_reset, name="account_reset_password"),
    path(
        "accounts/password/reset/sent/",
        account.password_reset_done,
        name="account_reset_password_done",
    ),
    re_path(
        r"^accounts/password/reset/(?P<uidb36>[0-9A-Za-z]{1,20})-(?P<key>[^/]{1,100})/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "accounts/password/changed/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
]

factors = [
    path("account/second-step/", second_step.second_steps, name="mfa_index"),
    path("account/second-step/needed/", second_step.second_step_needed, name="second_step_needed"),
    path("account/second-step/app/", second_step.set_up_app, name="mfa_activate_totp"),
    path("account/second-step/app/remove/", second_step.remove_app, name="mfa_deactivate_totp"),
    path("account/second-step/codes/", second_step.recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "account/second-step/codes/file/",
        second_step.recovery_codes_file,
        name="mfa_download_recovery_codes",
    ),
    path(
        "account/second-step/codes/new/",
        second_step.new_codes,
        name="mfa_generate_recovery_codes",
    ),
    path("account/second-step/passkeys/add/", passkeys.add_passkey, name="mfa_add_webauthn"),
    path(
        "account/second-step/passkeys/<id:pk>/remove/",
        passkeys.remove_passkey,
        name="mfa_remove_webauthn",
    ),
    path("accounts/passkey/", passkeys.passkey_sign_in, name="mfa_login_webauthn"),
    path("accounts/passkey/again/", passkeys.passkey_again, name="mfa_reauthenticate_webauthn"),
    path("accounts/second-step/", second_step.second_step, name="mfa_authenticate"),
    path("accounts/second-step/again/", second_step.second_step_again, name="mfa_reauthenticate"),
]

urlpatterns = [
    *accounts,
    *factors,
    path("invitation/<str:token>/", invitations.invitation, name="invitation"),
    path("hats/", hats.choose_hat, name="choose_hat"),
    path("account/", hats.my_account, name="my_account"),
    path("account/data/", data.my_data, name="my_data"),
    path("account/data/<id:pk>/", data.my_data_file, name="my_data_file"),
    path("account/sessions/", sessions.my_sessions, name="my_sessions"),
    path("account/sessions/end/", sessions.sessions_end_others, name="sessions_end_others"),
    path("account/sessions/<id:pk>/end/", sessions.session_end, name="session_end"),
    path("members/", organisations.organisations, name="organisations"),
    path("members/add/", organisations.organisation_add, name="organisation_add"),
    # members/<id>/ is composed in consortium.pages
    path("members/<id:pk>/change/", organisations.organisation_change, name="organisation_change"),
    path("members/offices/", offices.offices, name="offices"),
    path("members/offices/start/", offices.term_start, name="term_start"),
    path("members/offices/<id:pk>/end/", offices.term_end, name="term_end"),
    path("members/people/", people.people, name="people"),
    path("members/people/invite/", people.people_invite, name="people_invite"),
    path("members/people/<id:pk>/", people.person, name="person"),
    path("members/people/<id:pk>/change/", people.person_change, name="person_change"),
    path("members/people/<id:pk>/close/", people.person_close, name="person_close"),
    path(
        "members/people/<id:pk>/invite-again/",
        people.person_invite_again,
        name="person_invite_again",
    ),
    path("members/people/<id:pk>/data/", data.person_data, name="person_data"),
    path(
        "members/people/<id:pk>/data/<id:file_pk>/", data.person_data_file, name="person_data_file"
    ),
    path("members/people/<id:pk>/nameless/", data.person_erase, name="person_erase"),
    path("members/nameless/<id:pk>/agree/", data.erasure_agree, name="erasure_agree"),
    path("members/nameless/<id:pk>/refuse/", data.erasure_refuse, name="erasure_refuse"),
    path("members/people/<id:pk>/look/", looking.person_look, name="person_look"),
    path("looking/end/", looking.looking_end, name="looking_end"),
    path(
        "members/people/<id:pk>/second-step/",
        looking.person_factors_remove,
        name="person_factors_remove",
    ),
    path("members/people/<id:pk>/role/", seats.seat_give, name="seat_give"),
    path("members/seats/<id:pk>/end/", seats.seat_end, name="seat_end"),
]
