/* Nothing typed is lost: <form data-autosave-url="…" data-autosave-key="…"> with <p class="autosave" data-autosave-state role="status">.
   The form is sent at each change; « Enregistré » is said only after the server has answered so. A copy stays on this
   device until then; the first failure is told at once. Without this script the button of the form saves. */
(function () {
  "use strict";
  var form = document.querySelector("form[data-autosave-url]");
  if (!form || !window.fetch) return;
  var state = form.querySelector("[data-autosave-state]") || document.createElement("p");
  var key = "essaim-draft:" + (form.dataset.autosaveKey || location.pathname);
  var timer, sending = false, again = false;

  function say(words, failed) {
    state.textContent = words;
    state.classList.toggle("autosave--failed", Boolean(failed));
  }

  function typed() {
    var values = [];
    new FormData(form).forEach(function (value, name) {
      if (typeof value === "string" && name !== "csrfmiddlewaretoken") values.push([name, value]);
    });
    return values;
  }

  function keep() { try { localStorage.setItem(key, JSON.stringify(typed())); return true; } catch (error) { return false; } }
  function forget() { try { localStorage.removeItem(key); } catch (error) { /* nothing was kept */ } }

  function failed() {
    var kept = keep();
    say(kept
      ? "L’enregistrement a échoué. Votre texte est gardé sur cet appareil ; nous réessayons dans 15 secondes."
      : "L’enregistrement a échoué. Copiez votre texte avant de quitter la page.", true);
    clearTimeout(timer);
    timer = setTimeout(send, 15000);
  }

  function saved() {
    var now = new Date();
    forget();
    say("Enregistré à " + now.getHours() + "\u00a0h\u00a0" + String(now.getMinutes()).padStart(2, "0"));
  }

  function send() {
    if (sending) { again = true; return; }
    sending = true;
    var body = new FormData(form);
    fetch(form.dataset.autosaveUrl, {
      method: "POST", body: body, credentials: "same-origin", redirect: "error",
      headers: { "X-CSRFToken": body.get("csrfmiddlewaretoken") || "", "X-Requested-With": "autosave" }
    }).then(function (answer) {
      if (answer.status === 422) return answer.json().then(function (said) { keep(); say(said.error, true); });
      if (!answer.ok) throw new Error(String(answer.status));
      if (!again) saved();
    }).catch(failed).finally(function () {
      sending = false;
      if (again) { again = false; send(); }
    });
  }

  /* Differs from what the server wrote in the page. A person may type before this script runs, unheard. */
  function changed(field) {
    if (field.type === "hidden" || field.type === "file") return false;
    if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
    if (field.options) return Array.prototype.some.call(field.options, function (option) { return option.selected !== option.defaultSelected; });
    return "defaultValue" in field && field.value !== field.defaultValue;
  }

  function restore() {
    var kept = null;
    try { kept = JSON.parse(localStorage.getItem(key)); } catch (error) { kept = null; }
    if (!Array.isArray(kept)) return false;
    kept.forEach(function (pair) {
      var fields = form.querySelectorAll('[name="' + CSS.escape(pair[0]) + '"]');
      fields.forEach(function (field) {
        if (field.type === "checkbox" || field.type === "radio") field.checked = field.checked || field.value === pair[1];
        else if (field.type !== "hidden" && field.type !== "file" && !changed(field)) field.value = pair[1];
      });
    });
    say("Nous avons retrouvé ce que vous aviez écrit sur cet appareil.");
    return true;
  }

  form.addEventListener("input", function () { keep(); clearTimeout(timer); timer = setTimeout(send, 1200); });
  form.addEventListener("change", function () { keep(); clearTimeout(timer); timer = setTimeout(send, 200); });
  /* What is sent stays on the device until another page of the form has opened: the sending itself may fail. */
  form.addEventListener("submit", function () {
    clearTimeout(timer);
    keep();
    try { localStorage.setItem("essaim-sent", key); } catch (error) { /* nothing was kept */ }
  });
  function arrived() {
    try {
      var sent = localStorage.getItem("essaim-sent");
      if (sent && sent !== key) localStorage.removeItem(sent);
      localStorage.removeItem("essaim-sent");
    } catch (error) { /* nothing was kept */ }
  }

  arrived();
  if (restore() || Array.prototype.some.call(form.elements, changed)) { keep(); send(); }
})();
