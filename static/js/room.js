/* The room of a meeting follows what happens, without reloading what somebody types.
   Every form here works without this file; the page then has its link "Look again". */
(function () {
  "use strict";
  var EVERY = 1500;
  var room = document.getElementById("room");
  if (!room) return;
  var spoken = document.getElementById("room-said");
  var timer = null, busy = false, failures = 0;

  function part(name, within) { return (within || document).querySelector('[data-part="' + name + '"]'); }

  function changed(field) {
    if (field.type === "hidden") return false;
    if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
    if (field.tagName === "SELECT") return Array.prototype.some.call(field.options, function (o) { return o.selected !== o.defaultSelected && (o.defaultSelected || o.index > 0); });
    return field.value !== field.defaultValue;
  }
  function typing(section) {
    var at = document.activeElement;
    if (at && section.contains(at) && at.matches("input:not([type=hidden]), textarea, select")) return true;
    return Array.prototype.some.call(section.querySelectorAll("input, textarea, select"), changed);
  }
  function say(words) {
    if (!words) return;
    spoken.textContent = "";
    setTimeout(function () { spoken.textContent = words; }, 50);
  }

  /* What a part says, without what differs in every drawing of it. */
  function text(section) {
    var copy = section.cloneNode(true);
    copy.querySelectorAll("input[type=hidden]").forEach(function (field) {
      if (field.name === "token" || field.name === "csrfmiddlewaretoken") field.setAttribute("value", "");
    });
    copy.querySelectorAll("[data-since]").forEach(function (place) { place.textContent = ""; });
    copy.querySelectorAll(".room-over").forEach(function (place) { place.removeAttribute("hidden"); });
    return copy.outerHTML;
  }
  var drawn = {};
  function remember() {
    room.querySelectorAll("[data-part]").forEach(function (section) { drawn[section.dataset.part] = text(section); });
  }

  function hold(section, fresh) {
    section.waiting = fresh;
    if (section.querySelector(".room-held")) return;
    var bar = document.createElement("p");
    bar.className = "room-held";
    var button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-secondary btn-sm";
    button.textContent = "Show what has changed here";
    button.addEventListener("click", function () { settle(section); });
    bar.appendChild(button);
    section.appendChild(bar);
  }
  function settle(section) {
    var fresh = section.waiting;
    drawn[section.dataset.part] = text(fresh);
    replace(section, fresh);
  }
  function replace(section, fresh) {
    var at = document.activeElement, inside = section.contains(at), id = inside && at.id;
    section.querySelectorAll("details[open][id]").forEach(function (box) {
      var same = fresh.querySelector("#" + CSS.escape(box.id));
      if (same) same.open = true;
    });
    section.replaceWith(fresh);
    if (!inside) return;
    var target = (id && document.getElementById(id)) || fresh.querySelector("h2[tabindex]");
    if (target) target.focus({ preventScroll: true });
  }

  /* `own`: the name of the part in which the person has just done something. */
  function show(html, own) {
    var fresh = new DOMParser().parseFromString(html, "text/html").getElementById("room");
    if (!fresh) return false;
    var words = [fresh.dataset.said];
    fresh.querySelectorAll("[data-part]").forEach(function (section) {
      var name = section.dataset.part, old = part(name, room);
      section = document.adoptNode(section);
      var now = text(section);
      if (!old) { gone(fresh, section, name); drawn[name] = now; return; }
      if (drawn[name] === now && own !== name) return;
      if (section.dataset.say && section.dataset.say !== old.dataset.say) words.push(section.dataset.say);
      if (own !== name && typing(old)) { hold(old, section); return; }
      drawn[name] = now;
      replace(old, section);
    });
    room.querySelectorAll("[data-part]").forEach(function (old) {
      var name = old.dataset.part;
      if (drawn[name] !== undefined && !named(html, name) && (own === name || !typing(old))) { old.remove(); delete drawn[name]; }
    });
    var tag = document.querySelector(".page-header-name .tag"), state = fresh.querySelector("#room-state .tag");
    if (tag && state) tag.outerHTML = state.outerHTML;
    room.dataset.pulse = fresh.dataset.pulse;
    room.dataset.live = fresh.dataset.live;
    say(words.filter(Boolean).join(" "));
    return true;
  }
  function named(html, name) { return html.indexOf('data-part="' + name + '"') !== -1; }
  /* A part that was not there before comes after the one that stands before it. */
  function gone(fresh, section, name) {
    var before = room.querySelector(name === "notes" ? '[data-part="motion"]' : ".room-main");
    if (before) before.insertAdjacentElement("afterend", section);
  }

  function look() {
    if (busy || room.dataset.live !== "yes") return again();
    var url = room.dataset.url + "?seen=" + encodeURIComponent(room.dataset.pulse);
    fetch(url, { headers: { "X-Room": "parts" }, credentials: "same-origin" }).then(function (answer) {
      failures = 0;
      if (answer.status === 204) return null;
      if (!answer.ok || answer.redirected) throw new Error("not the room");
      return answer.text();
    }).then(function (html) { if (html && !busy) show(html, ""); })
      .catch(function () { failures += 1; if (failures === 4) say("The connection is lost. This page is not up to date."); })
      .then(again);
  }
  function again() {
    clearTimeout(timer);
    room.classList.toggle("is-stale", failures >= 4);
    if (room.dataset.live === "yes") timer = setTimeout(look, document.hidden ? EVERY * 4 : EVERY * Math.min(1 + failures, 8));
  }
  document.addEventListener("visibilitychange", function () { if (!document.hidden) { clearTimeout(timer); look(); } });

  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (!form.matches("form[data-act]") || !room.contains(form) || event.submitter && event.submitter.name && !window.FormData) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (form.hasAttribute("data-sent")) return;
    form.setAttribute("data-sent", "");
    busy = true;
    var section = form.closest("[data-part]"), own = section.dataset.part;
    var body = new URLSearchParams(new FormData(form, event.submitter || undefined));
    fetch(form.action, { method: "POST", body: body, headers: { "X-Room": "parts" }, credentials: "same-origin" })
      .then(function (answer) {
        if (answer.redirected || answer.status !== 200) { natively(form, event.submitter); return null; }
        return answer.text().then(function (html) { return [answer.headers.get("X-Room-Refused"), html]; });
      })
      .then(function (pair) {
        if (!pair) return;
        form.removeAttribute("data-sent");
        if (pair[0]) { refused(pair[1], form, section); return; }
        show(pair[1], own);
        var heading = document.getElementById(own + "-title");
        if (heading) heading.focus({ preventScroll: true });
      })
      .catch(function () {
        form.removeAttribute("data-sent");
        say("This did not arrive. Try again.");
        room.classList.add("is-stale");
      })
      .then(function () { busy = false; again(); });
  }, true);
  function natively(form, button) {
    if (button && button.name) {
      var field = document.createElement("input");
      field.type = "hidden"; field.name = button.name; field.value = button.value;
      form.appendChild(field);
    }
    form.submit();
  }
  /* Refused: the reasons stand above, and the form comes back as it was typed. Where something
     else is being typed beside it, the part stays as it is. */
  function refused(html, form, section) {
    var beside = Array.prototype.some.call(section.querySelectorAll("input, textarea, select"), function (field) {
      return field.form !== form && changed(field);
    });
    if (beside) renew_token(form, html);
    show(html, beside ? "problem" : section.dataset.part);
    var summary = room.querySelector("[data-error-summary]");
    if (summary) summary.focus();
  }
  function renew_token(form, html) {
    var found = new DOMParser().parseFromString(html, "text/html").querySelector("input[name=token]");
    var field = form.querySelector("input[name=token]");
    if (found && field) field.value = found.value;
  }
  /* What was held back comes when nobody types there any more. */
  room.addEventListener("focusout", function (event) {
    var section = event.target.closest("[data-part]");
    setTimeout(function () {
      if (section && section.waiting && section.isConnected && !typing(section)) settle(section);
    }, 0);
  });

  function tick() {
    room.querySelectorAll("[data-since]").forEach(function (place) {
      var minutes = Math.max(0, Math.floor((Date.now() - Date.parse(place.dataset.since) - skew) / 60000));
      place.textContent = minutes;
      var over = place.closest(".room-timer").querySelector(".room-over");
      over.hidden = !place.dataset.planned || minutes <= Number(place.dataset.planned);
    });
  }
  /* The demonstration has a day of its own, and a phone's clock may be wrong: start from what the page said. */
  var skew = 0;
  var since = room.querySelector("[data-since]");
  if (since) skew = Date.now() - Date.parse(since.dataset.since) - Number(since.textContent) * 60000;
  remember();
  setInterval(tick, 15000);
  again();
})();
