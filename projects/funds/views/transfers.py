"""Moving money from one fund to another."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from consortium.core import clock
from consortium.core.access import allowed
from consortium.core.idempotency import once
from consortium.core.workflow import Refused
from projects.funds.actions import transfer
from projects.funds.forms import TransferForm
from projects.funds.models import Fund
from projects.funds.permissions import can_move_money
from projects.funds.reports import fund_row


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(can_move_money)
def transfer_new(request, pk: int):
    """Post a transfer out of this fund."""
    source = get_object_or_404(Fund, pk=pk)
    form = TransferForm(
        request.POST or None,
        source=source,
        request=request,
        initial={"effective": clock.today()},
    )
    if request.method == "POST" and form.is_valid():
        try:
            with once(request, name="transfer") as act:
                if act.first:
                    fields = {k: v for k, v in form.cleaned_data.items() if k != "token"}
                    made = transfer(
                        source,
                        fields.pop("target"),
                        fields.pop("amount"),
                        **fields,
                        by=request.actor,
                    )
                    act.result = made.get_absolute_url()
            messages.success(request, "The transfer is posted.")
            return redirect(act.result)
        except Refused as refused:
            form.add_refusal(refused)
    return render(
        request,
        "funds/transfer.html",
        {"fund": source, "row": fund_row(source), "form": form},
    )
