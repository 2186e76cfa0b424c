/* Passkeys: asks the device, and sends its answer with the form.
   A form with data-passkey="create" or "get" finds what to ask in the JSON script that
   data-passkey-from names, or (at sign-in) at the address data-passkey-url. Without this
   file, or where the browser knows no passkeys, the buttons stay hidden and every page
   offers another way. */
(function () {
  "use strict";

  function bytes(text) {
    var plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(plain, function (letter) { return letter.charCodeAt(0); });
  }
  function text(buffer) {
    var plain = String.fromCharCode.apply(null, new Uint8Array(buffer));
    return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  }
  function known(list) {
    return (list || []).map(function (one) {
      return Object.assign({}, one, { id: bytes(one.id) });
    });
  }

  function asked(options) {
    var ask = Object.assign({}, options, { challenge: bytes(options.challenge) });
    if (ask.user) ask.user = Object.assign({}, ask.user, { id: bytes(ask.user.id) });
    if (ask.excludeCredentials) ask.excludeCredentials = known(ask.excludeCredentials);
    if (ask.allowCredentials) ask.allowCredentials = known(ask.allowCredentials);
    return ask;
  }

  /* A passkey that signs in alone lives on the device, and the device asks who it is. */
  function alone(ask, wanted) {
    ask.authenticatorSelection = Object.assign({}, ask.authenticatorSelection, {
      residentKey: wanted ? "required" : "discouraged",
      requireResidentKey: wanted
    });
    if (wanted) ask.authenticatorSelection.userVerification = "required";
    return ask;
  }

  function answered(credential) {
    var from = credential.response, said = {};
    ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"].forEach(
      function (part) { if (from[part]) said[part] = text(from[part]); }
    );
    if (from.getTransports) said.transports = from.getTransports();
    return {
      id: credential.id,
      rawId: text(credential.rawId),
      type: credential.type,
      authenticatorAttachment: credential.authenticatorAttachment,
      clientExtensionResults: credential.getClientExtensionResults(),
      response: said
    };
  }

  function options(form) {
    if (form.dataset.passkeyFrom) {
      return Promise.resolve(JSON.parse(document.getElementById(form.dataset.passkeyFrom).textContent));
    }
    return fetch(form.dataset.passkeyUrl, { headers: { Accept: "application/json" } }).then(
      function (answer) {
        if (!answer.ok) throw new Error("refused");
        return answer.json();
      }
    );
  }

  function ask(form) {
    return options(form).then(function (found) {
      if (form.dataset.passkey === "create") {
        var tick = form.querySelector("[name=passwordless]");
        return navigator.credentials.create({
          publicKey: alone(asked(found.creation_options.publicKey), Boolean(tick && tick.checked))
        });
      }
      return navigator.credentials.get({ publicKey: asked(found.request_options.publicKey) });
    });
  }

  function say(form, words) {
    var place = form.querySelector("[data-passkey-words]");
    if (place) { place.textContent = words; place.hidden = !words; }
  }
  var WORDS = {
    InvalidStateError: "This device has a passkey here already.",
    NotAllowedError: "The device did not agree, or it took too long. Nothing was changed.",
    SecurityError: "This address cannot use passkeys."
  };

  document.querySelectorAll("form[data-passkey]").forEach(function (form) {
    var button = form.querySelector("[data-passkey-start]");
    if (!window.PublicKeyCredential || !navigator.credentials || !button) return;
    document.querySelectorAll("[data-no-passkeys]").forEach(function (part) { part.hidden = true; });
    form.hidden = false;
    button.addEventListener("click", function () {
      say(form, "");
      button.disabled = true;
      ask(form).then(function (credential) {
        form.querySelector("[name=credential]").value = JSON.stringify(answered(credential));
        form.submit();
      }).catch(function (error) {
        button.disabled = false;
        say(form, WORDS[error.name] || "That did not work. Try again, or use another way.");
      });
    });
  });
})();
