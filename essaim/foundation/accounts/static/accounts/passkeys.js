// Passkeys: the browser talks to the device, and puts its answer in the form. Without support, the button stays hidden,
// and what there is to know is said; at an address made of numbers too: a passkey belongs to a name (WebAuthn, 5.1.3).
(() => {
  "use strict";
  const keys = window.webauthnJSON;
  if (!keys || !window.PublicKeyCredential || /^[\d.]+$|^\[/.test(location.hostname)) {
    for (const said of document.querySelectorAll("[data-passkey-absent]")) said.hidden = false;
    return;
  }

  const say = (form, text) => {
    const place = form.querySelector("[data-passkey-problem]");
    if (place) { place.textContent = text; place.hidden = false; }
  };

  const optionsOf = async (form) => {
    if (form.dataset.passkeyOptions) return JSON.parse(form.dataset.passkeyOptions);
    const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(answer.statusText);
    return answer.json();
  };

  const create = (options, form) => {
    const alone = form.querySelector("[name=passwordless]");
    const wanted = options.creation_options;
    const choice = wanted.publicKey.authenticatorSelection ??= {};
    const resident = Boolean(alone && alone.checked);
    choice.residentKey = resident ? "required" : "discouraged";
    choice.requireResidentKey = resident;
    if (resident) choice.userVerification = "required";
    return keys.create(wanted);
  };

  const ask = async (form) => {
    try {
      const options = await optionsOf(form);
      const answer = options.creation_options ? await create(options, form) : await keys.get(options.request_options);
      form.querySelector("[name=credential]").value = JSON.stringify(answer);
      form.submit();
    } catch {
      say(form, "La clé d’accès n’a pas répondu. Recommencez, ou choisissez un autre moyen.");
    }
  };

  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.hidden = false;
    form.addEventListener("submit", (event) => { event.preventDefault(); ask(form); });
  }
})();
