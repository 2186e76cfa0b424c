"""Where one is signed in, and ending it there."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from consortium.core.access import signed_in
from members.actions import sessions
from members.devices import device_words
from members.hats import bare_actor


@require_safe
@never_cache
@signed_in
def my_sessions(request):
    """Device, address and last click of each; this one is marked."""
    here = request.session.session_key
    rows = [
        {"row": row, "device": device_words(row.user_agent), "here": row.session_key == here}
        for row in sessions.open_sessions(request.user)
    ]
    rows.sort(key=lambda one: not one["here"])
    context = {"rows": rows, "others": any(not one["here"] for one in rows)}
    return render(request, "members/sessions.html", context)


@require_POST
@signed_in
def session_end(request, pk):
    """One of one's own; anybody else's is not there."""
    row = get_object_or_404(request.user.usersession_set, pk=pk)
    if row.session_key == request.session.session_key:
        return redirect("account_logout")
    by = bare_actor(request.user, request=request)
    if sessions.end_sessions(request.user, [row], by=by):
        messages.success(request, f"Signed out: {device_words(row.user_agent)}.")
    return redirect("my_sessions")


@require_POST
@signed_in
def sessions_end_others(request):
    by = bare_actor(request.user, request=request)
    keep = request.session.session_key
    ended = sessions.end_all_sessions(request.user, keep=keep, by=by)
    words = {0: "You are signed in nowhere else.", 1: "Signed out in one other place."}
    messages.success(request, words.get(ended, f"Signed out in {ended} other places."))
    return redirect("my_sessions")
