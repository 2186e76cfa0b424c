/* Forms: focus goes to the error summary, a second click does nothing, unsaved
   work is not lost by a stray click, and a draft saves itself.
   Everything here works without this file: each form has its own Save button. */
(function () {
  "use strict";

  var summary = document.querySelector("[data-error-summary]");
  if (summary) summary.focus();
  document.addEventListener("click", function (event) {
    var link = event.target.closest("[data-error-summary] a[href^='#']");
    var field = link && document.getElementById(link.hash.slice(1));
    if (!field) return;
    event.preventDefault();
    (field.closest(".field, fieldset") || field).scrollIntoView({ block: "start" });
    field.focus({ preventScroll: true });
  });

  /* A second click on Send does nothing. The button is marked after the form's
     data has been read, so that its own name and value still travel. */
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (event.defaultPrevented || form.method !== "post" || form.hasAttribute("data-stays")) return;
    if (form.hasAttribute("data-sent")) { event.preventDefault(); return; }
    form.setAttribute("data-sent", "");
    form.removeAttribute("data-dirty");
    setTimeout(function () {
      form.querySelectorAll("button:not([type=button]), input[type=submit]").forEach(function (button) {
        button.classList.add("is-busy");
        button.setAttribute("aria-disabled", "true");
      });
    }, 0);
  });
  window.addEventListener("pageshow", function () {
    document.querySelectorAll("form[data-sent]").forEach(function (form) {
      form.removeAttribute("data-sent");
      form.querySelectorAll(".is-busy").forEach(function (button) {
        button.classList.remove("is-busy");
        button.removeAttribute("aria-disabled");
      });
    });
  });

  /* Unsaved work: forms that ask for it with data-warn or save themselves. */
  document.addEventListener("input", function (event) {
    var form = event.target.closest("form[data-warn], form[data-autosave]");
    if (form) form.setAttribute("data-dirty", "");
  });
  window.addEventListener("beforeunload", function (event) {
    if (document.querySelector("form[data-dirty]:not([data-sent])")) event.preventDefault();
  });

  /* A draft saves itself: on leaving a field and every 20 seconds.
     POST of the form to data-autosave with autosave=1; the answer is JSON
     {"saved": "14:32", "version": 5} or, when refused, {"message": "…"}. */
  function say(form, words) {
    var place = form.querySelector("[data-autosave-state]");
    if (place) place.textContent = words;
  }
  function save(form) {
    if (!form.hasAttribute("data-dirty") || form.hasAttribute("data-sent") || form.dataset.saving) return;
    form.dataset.saving = "yes";
    form.removeAttribute("data-dirty");
    say(form, "Saving…");
    var body = new FormData(form);
    body.append("autosave", "1");
    fetch(form.dataset.autosave, { method: "POST", body: body, headers: { "X-Requested-With": "fetch" } })
      .then(function (answer) { return answer.json().then(function (facts) { return [answer.ok, facts]; }); })
      .then(function (pair) {
        if (!pair[0]) throw new Error(pair[1].message || "");
        say(form, "Saved " + pair[1].saved);
        var version = form.querySelector("input[name=version]");
        if (version && pair[1].version) version.value = pair[1].version;
      })
      .catch(function (error) {
        form.setAttribute("data-dirty", "");
        say(form, error.message && !/JSON|fetch/i.test(error.message) ? error.message : "Not saved yet. Your text is still here; press Save to try again.");
      })
      .then(function () { delete form.dataset.saving; });
  }
  document.querySelectorAll("form[data-autosave]").forEach(function (form) {
    form.addEventListener("change", function () { save(form); });
    setInterval(function () { save(form); }, 20000);
  });
})();
