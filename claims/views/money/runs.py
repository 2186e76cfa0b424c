"""Payment runs: what can be paid, one run, and every step of it (S33)."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from claims.actions import payments as paying
from claims.actions import runs
from claims.actions.release_overriding import barred_for_all, override_release
from claims.facts.money_history import money_events
from claims.facts.releasing import live_payments, releasers
from claims.facts.run_pages import (
    RunPage,
    cut_at,
    funds_to_pay,
    page_of_runs,
    payable_claims,
    payable_retained,
    run_page,
)
from claims.forms.money import (
    ConfirmForm,
    OverrideReleaseForm,
    PaidForm,
    PasswordForm,
    PrepareForm,
    ReasonForm,
)
from claims.models import Payment, PaymentRun
from claims.states import PaymentState, RunState
from claims.views.money.opening import has_bank_details, moves_money, reads_payments
from claims.workflow_money import PAYMENT, RUN
from consortium.core import clock, files, jobs
from consortium.core.access import allowed, roles
from consortium.core.idempotency import once
from consortium.core.money import format_pence
from consortium.core.workingdays import add_working_days
from members.states import Role
from members.views.acting import acted

GET_AND_POST = ["GET", "HEAD", "POST"]
IN_ONE_GO = 25  # payments above which a release goes through a job, with progress


@require_safe
@allowed(reads_payments)
def payment_runs(request):
    """What each fund could pay today, and the runs, newest first."""
    page = page_of_runs(request.GET)
    funds = funds_to_pay()
    context = {
        "funds": funds,
        "cut_at": cut_at(funds),
        "page": page,
        "pager": page.links(request.GET),
        "to_pay": sum(row.to_pay for row in funds),
        "count": sum(len(row.going) for row in funds),
        "waits": sum(row.waits for row in funds),
        "stopped": [each for row in funds for each in row.stopped],
        "can_prepare": moves_money(request.actor),
    }
    return render(request, "claims/money/runs.html", context)


@require_http_methods(GET_AND_POST)
@allowed(moves_money)
def run_prepare(request):
    """Choose approved claims and a date; who cannot go is named with the reason."""
    today = clock.today()
    day = today if request.method == "POST" else add_working_days(today, 1)
    form = PrepareForm(
        request.POST or None,
        claims=payable_claims(),
        retained=payable_retained(),
        initial={"pay_on": day},
    )

    def verb():
        typed = form.cleaned_data
        run = runs.prepare_run(
            typed["claims"], retained=typed["retained"], pay_on=typed["pay_on"], by=request.actor
        )
        out = f" Left out: {len(run.left_out)}." if run.left_out else ""
        return run.get_absolute_url(), f"{run} is prepared. Somebody else releases it now.{out}"

    if response := acted(request, form, name="run_prepare", verb=verb):
        return response
    funds = funds_to_pay()
    for row in funds:
        for item in row.going:
            ticked = request.POST.getlist(item.field)
            item.claim.ticked = not form.is_bound or str(item.claim.pk) in ticked
    context = {
        "form": form,
        "funds": funds,
        "cut_at": cut_at(funds),
        "any": any(row.going for row in funds),
    }
    return render(request, "claims/money/prepare.html", context)


@require_safe
@allowed(reads_payments)
def payment_run(request, pk):
    """One run: its payments, where it stands, and the next step for this reader."""
    run = get_object_or_404(PaymentRun, pk=pk)
    page = run_page(run, by=request.actor, today=clock.today())
    return render(request, "claims/money/run.html", _context(request, page))


def _context(request, page: RunPage) -> dict:
    run, actor = page.run, request.actor
    moves = {move.name for move in RUN.possible(run, actor)}
    confirms = bool(page.undecided) and run.state == RunState.SENT and moves_money(actor)
    return {
        "page": page,
        "run": run,
        "moves": moves,
        "confirm": ConfirmForm(),
        "can_take_out": run.state == RunState.PREPARED and moves_money(actor),
        "can_confirm": confirms and actor.user_id != run.released_by_id,
        "released_it": confirms and actor.user_id == run.released_by_id,
        "can_keep": run.state == RunState.VOID_ASKED and moves_money(actor),
        "papers": files.of(run),
        "sees_file": moves_money(actor),
        "preparer": page.names.get(run.prepared_by_id, "Somebody"),
        "releaser": page.names.get(run.released_by_id, ""),
        "void_asker": page.names.get(run.void_asked_by_id, "Somebody"),
        "events": money_events(run),
        "steps": _steps(run),
    }


def _steps(run: PaymentRun) -> list[tuple[str, str, str]]:
    """(label, state, note) of the way a run goes."""
    order = [
        ("Prepared", run.prepared_at),
        ("Released", run.released_at),
        ("Bank file made", run.exported_at),
        ("Sent to the bank", run.sent_at),
        ("Finished", run.sent_at if run.state == RunState.FINISHED else None),
    ]
    if not run.total and run.internal_total:
        order.pop(2)
    found, now = [], True
    for label, at in order:
        state = "done" if at else ("current" if now else "todo")
        now = now and bool(at)
        found.append((label, state, ""))
    return found


@require_http_methods(GET_AND_POST)
@allowed(moves_money)
def run_release(request, pk):
    """Everything that the releaser vouches for, what stops it, and the password."""
    run = get_object_or_404(PaymentRun, pk=pk)
    form = PasswordForm(request.POST or None, request=request)
    if request.method == "POST" and form.is_valid():
        count = run.payments.filter(state=PaymentState.PREPARED).count()
        if count > IN_ONE_GO:
            return redirect(_release_in_a_job(request, run))

    def verb():
        runs.release(run, by=request.actor)
        words = f"{run} is released: {format_pence(run.total)}. Make the bank file next."
        return run.get_absolute_url(), words

    if response := acted(request, form, name="run_release", verb=verb):
        return response
    page = run_page(PaymentRun.objects.get(pk=pk), by=request.actor, today=clock.today())
    against = RUN.reasons(page.run, "release", request.actor, payments=len(page.live))
    payments = live_payments(page.run) if _open(page.run) else []
    barred = barred_for_all(page.run, payments)
    who = ", ".join(dict.fromkeys(each.organisation.short_name for each in barred))
    context = {
        **_context(request, page),
        "form": form,
        "against": against,
        "nobody": f"No officer may release the payment to {who}." if barred else "",
        "people": releasers(page.run, payments) if payments else [],
    }
    return render(request, "claims/money/release.html", context)


def _open(run: PaymentRun) -> bool:
    return run.state == RunState.PREPARED


def _release_in_a_job(request, run: PaymentRun) -> str:
    with once(request, name="run_release") as act:
        if act.first:
            job = jobs.start(
                "claims.release_run",
                label=f"Release of {run}",
                args={"run_id": run.pk},
                by=request.actor,
            )
            act.result = job.get_absolute_url()
    return act.result


def _run_step(name: str, does, says: str):
    """A view that makes one move of a run at the press of a button."""

    @require_POST
    @allowed(moves_money)
    def view(request, pk):
        run = get_object_or_404(PaymentRun, pk=pk)
        form = ConfirmForm(request.POST)

        def verb():
            made = does(run, by=request.actor)
            return run.get_absolute_url(), says.format(run=made)

        return acted(request, form, name=name, verb=verb) or _refused(request, form, run)

    view.__name__, view.__doc__ = name, says
    return view


def _refused(request, form, record):
    for words in form.non_field_errors():
        messages.error(request, words)
    return redirect(record)


run_export = _run_step("run_export", paying.export, "The bank file of {run} is made and kept.")
run_sent = _run_step("run_sent", runs.mark_sent, "{run} is at the bank.")
run_finish = _run_step("run_finish", paying.finish, "{run} is finished.")
run_void = _run_step("run_void", runs.void, "{run} is voided. Its claims can be paid again.")
run_keep = _run_step("run_keep", runs.keep, "{run} goes on.")


@require_http_methods(GET_AND_POST)
@allowed(moves_money)
def run_ask_void(request, pk):
    """Ask for the whole run to be voided; a second person agrees."""
    run = get_object_or_404(PaymentRun, pk=pk)
    form = ReasonForm(
        request.POST or None, label="Why the run is voided", hint="The second person reads this"
    )

    def verb():
        runs.ask_void(run, reason=form.cleaned_data["reason"], by=request.actor)
        return run.get_absolute_url(), "Another person now agrees, or keeps the run."

    context = {
        "run": run,
        "form": form,
        "title": f"Void {run}",
        "button": "Ask to void the run",
        "danger": True,
        "words": "The whole run is voided, never a part of it. Released payments are reversed in "
        "the books, and the claims can be paid in another run.",
        "open": "ask_void" in {move.name for move in RUN.possible(run, request.actor)},
    }
    return acted(request, form, name="run_ask_void", verb=verb) or render(
        request, "claims/money/reason.html", context
    )


@require_safe
@allowed(moves_money)
def run_bank_file(request, pk):
    """The bank file as it was made, byte for byte."""
    run = get_object_or_404(PaymentRun.objects.select_related("bank_file"), pk=pk)
    if run.bank_file is None or run.state in (RunState.VOID, RunState.VOID_ASKED):
        raise Http404
    return files.serve(request, run.bank_file)


@require_http_methods(GET_AND_POST)
@roles(Role.CHAIR)
def run_override(request, pk):
    """Where nobody may release a payment, the chair lets one officer do it, on record."""
    run = get_object_or_404(PaymentRun, pk=pk)
    payments = live_payments(run) if _open(run) else []
    barred, people = barred_for_all(run, payments), releasers(run, payments)
    if not barred:
        raise Http404
    form = OverrideReleaseForm(
        request.POST or None, people=[each.user for each in people if not each.prepared]
    )

    def verb():
        typed = form.cleaned_data
        override_release(run, releaser=typed["releaser"], reason=typed["reason"], by=request.actor)
        return reverse("home"), "It is recorded, and the officer is told."

    context = {"run": run, "form": form, "barred": barred, "people": people}
    return acted(request, form, name="run_override", verb=verb) or render(
        request, "claims/money/override.html", context
    )


@require_POST
@allowed(reads_payments)
def run_list_make(request, pk):
    """Have the payment list made as PDF."""
    run = get_object_or_404(PaymentRun, pk=pk)
    job = jobs.start(
        "claims.payment_list", label=f"Payment list of {run}", args={"run_id": run.pk},
        by=request.actor,
    )  # fmt: skip
    return redirect(job)


@require_safe
@allowed(reads_payments)
def run_paper(request, pk, file_pk):
    """A payment list that was made before."""
    run = get_object_or_404(PaymentRun, pk=pk)
    paper = get_object_or_404(files.of(run), pk=file_pk)
    if paper.pk == run.bank_file_id:
        raise Http404
    return files.serve(request, paper)


@require_http_methods(GET_AND_POST)
@allowed(moves_money)
def run_confirm(request, pk):
    """Tick what is on the bank statement."""
    run = get_object_or_404(PaymentRun, pk=pk)
    page = run_page(run, by=request.actor, today=clock.today())
    waiting = Payment.objects.filter(run=run, state=PaymentState.RELEASED)
    form = PaidForm(
        request.POST or None, payments=waiting.order_by("pk"), initial={"paid_on": clock.today()}
    )

    def verb():
        typed = form.cleaned_data
        done = paying.confirm_payments(
            typed["payments"], paid_on=typed["paid_on"], by=request.actor
        )
        words = "1 payment is" if len(done) == 1 else f"{len(done)} payments are"
        return run.get_absolute_url(), f"{words} marked as paid. The members are told."

    if response := acted(request, form, name="run_confirm", verb=verb):
        return response
    context = {
        **_context(request, page),
        "form": form,
        "ticked": request.POST.getlist("payments"),
    }
    return render(request, "claims/money/confirm.html", context)


def _payment(pk) -> Payment:
    found = Payment.objects.select_related("run", "organisation", "claim__organisation", "claim")
    return get_object_or_404(found, pk=pk)


@require_http_methods(GET_AND_POST)
@allowed(moves_money)
def payment_fail(request, pk):
    """The bank sent one payment back."""
    payment = _payment(pk)
    form = ReasonForm(
        request.POST or None, label="What the bank says",
        hint="The member reads this, for example: the account is closed",
    )  # fmt: skip

    def verb():
        paying.fail_payment(payment, reason=form.cleaned_data["reason"], by=request.actor)
        words = f"{payment.organisation.short_name} is told. The claim can be paid in another run."
        return payment.run.get_absolute_url(), words

    context = {
        "run": payment.run,
        "payment": payment,
        "form": form,
        "title": "Payment failed",
        "button": "Mark as failed",
        "danger": True,
        "words": "The money is owed to the member again, and the claim goes back to approved.",
        "open": _possible(payment, "fail", request.actor) and payment.run.state == RunState.SENT,
    }
    return acted(request, form, name="payment_fail", verb=verb) or render(
        request, "claims/money/reason.html", context
    )


@require_http_methods(GET_AND_POST)
@allowed(moves_money)
def payment_take_out(request, pk):
    """Take one payment out of a run that is not released."""
    payment = _payment(pk)
    form = ReasonForm(request.POST or None, label="Why it is taken out of the run")

    def verb():
        runs.take_out(payment, reason=form.cleaned_data["reason"], by=request.actor)
        words = f"The payment to {payment.organisation.short_name} is out of the run."
        return payment.run.get_absolute_url(), words

    context = {
        "run": payment.run,
        "payment": payment,
        "form": form,
        "title": "Take a payment out",
        "button": "Take it out",
        "danger": False,
        "words": "The claim stays approved and can be paid in another run.",
        "open": payment.run.state == RunState.PREPARED,
    }
    return acted(request, form, name="payment_take_out", verb=verb) or render(
        request, "claims/money/reason.html", context
    )


def _possible(payment: Payment, name: str, actor) -> bool:
    return name in {move.name for move in PAYMENT.possible(payment, actor)}


@require_http_methods(GET_AND_POST)
@allowed(has_bank_details)
def payment_remittance(request, pk):
    """The remittance advice of a payment: the member's own, or any to the office.

    One that is not made yet is made when somebody asks for it: looking changes nothing.
    """
    payment = _payment(pk)
    own = payment.organisation_id == request.actor.organisation_id
    if not reads_payments(request.actor) and not own:
        raise Http404
    if payment.remittance_id:
        return files.serve(request, payment.remittance)
    if payment.state != PaymentState.CONFIRMED:
        raise Http404
    if request.method == "POST":
        job = jobs.start(
            "claims.remittance",
            label=f"Remittance advice {payment.reference}",
            args={"payment_id": payment.pk},
            by=request.actor,
        )
        return redirect(job)
    return render(request, "claims/money/remittance.html", {"payment": payment})
