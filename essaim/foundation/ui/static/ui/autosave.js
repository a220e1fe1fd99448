/* Nothing typed is lost: <form data-autosave-url="…" data-autosave-key="…"> with <p class="autosave" data-autosave-state role="status">.
   The form is sent at each change; « Enregistré » is said only after the server has acknowledged it, in JSON. A copy stays on
   this device until then; the first failure is told at once. Without this script the button of the form saves.
   [data-autosave-forget]: a button that erases the copy. [data-autosave-erase="prefix"]: a page that erases all those of a form
   that was sent. A hidden field `_base` says what the server showed: a copy made over something else is offered, never put back unasked. */
(function () {
  "use strict";
  var PREFIX = "essaim-draft:";

  function eraseAll(prefix) {
    try {
      Object.keys(localStorage).forEach(function (name) {
        if (name.indexOf(PREFIX + prefix) === 0) localStorage.removeItem(name);
      });
    } catch (error) { /* nothing was kept */ }
  }
  document.querySelectorAll("[data-autosave-erase]").forEach(function (mark) { eraseAll(mark.dataset.autosaveErase); });

  var form = document.querySelector("form[data-autosave-url]");
  if (!form || !window.fetch) return;
  var state = form.querySelector("[data-autosave-state]") || document.createElement("p");
  var key = PREFIX + (form.dataset.autosaveKey || location.pathname);
  var timer, sending = false, again = false, unsaved = false, leaving = false;

  function say(words, failed) {
    state.setAttribute("role", failed ? "alert" : "status");
    state.textContent = words;
    state.classList.toggle("autosave--failed", Boolean(failed));
  }

  function link(words, address) {
    var made = document.createElement("a");
    made.href = address;
    made.target = "_blank";
    made.rel = "noopener";
    made.textContent = words;
    state.append(" ", made);
  }

  function button(words, act) {
    var made = document.createElement("button");
    made.type = "button";
    made.className = "btn btn-plain";
    made.textContent = words;
    made.addEventListener("click", act);
    state.append(" ", made);
  }

  function typed() {
    var values = [];
    new FormData(form).forEach(function (value, name) {
      if (typeof value === "string" && name !== "csrfmiddlewaretoken") values.push([name, value]);
    });
    return values;
  }

  function keep() { unsaved = true; try { localStorage.setItem(key, JSON.stringify(typed())); return true; } catch (error) { return false; } }
  function forget() { unsaved = false; try { localStorage.removeItem(key); } catch (error) { /* nothing was kept */ } }

  function failed() {
    var kept = keep();
    say(kept
      ? "L’enregistrement a échoué. Votre texte est gardé sur cet appareil ; nous réessayons dans 15 secondes."
      : "L’enregistrement a échoué. Copiez votre texte avant de quitter la page.", true);
    clearTimeout(timer);
    timer = setTimeout(send, 15000);
  }

  function refused(said) {
    keep();
    say(said.error, true);
    if (said.url) link("Rouvrir", said.url);
  }

  /* What the server holds now, as this screen knows it: a copy made from here on is made over that. */
  function shown(names) {
    Object.keys(names).forEach(function (name) {
      var field = form.querySelector('input[type="hidden"][name="' + CSS.escape(name) + '"]');
      if (field) field.value = names[name];
    });
  }

  function saved() {
    var now = new Date();
    forget();
    say("Enregistré à " + now.getHours() + "\u00a0h\u00a0" + String(now.getMinutes()).padStart(2, "0"));
  }

  function written() {
    var body = new FormData(form);
    form.querySelectorAll('input[type="file"]').forEach(function (field) { body.delete(field.name); });
    return body;
  }

  function send() {
    if (sending) { again = true; return; }
    sending = true;
    var body = written();
    fetch(form.dataset.autosaveUrl, {
      method: "POST", body: body, credentials: "same-origin", redirect: "error",
      headers: { "X-CSRFToken": body.get("csrfmiddlewaretoken") || "", "X-Requested-With": "autosave" }
    }).then(function (answer) {
      return answer.json().then(function (said) {
        shown(said.base || {});
        if (said.error) return refused(said);
        if (!answer.ok || !said.saved_at) throw new Error(String(answer.status));
        if (!again) saved();
      });
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

  function put(kept, over) {
    kept.forEach(function (pair) {
      var fields = form.querySelectorAll('[name="' + CSS.escape(pair[0]) + '"]');
      fields.forEach(function (field) {
        if (field.type === "checkbox" || field.type === "radio") field.checked = field.checked || field.value === pair[1];
        else if (field.type !== "hidden" && field.type !== "file" && (over || !changed(field))) field.value = pair[1];
      });
    });
    say("Nous avons retrouvé ce que vous aviez écrit sur cet appareil.");
  }

  function base(pairs) {
    var found = pairs.filter(function (pair) { return pair[0] === "_base"; })[0];
    return found ? found[1] : "";
  }

  /* The server holds something else than what this copy was written over: the person decides. */
  function offer(kept) {
    say("Cet appareil garde aussi ce que vous y aviez écrit, et le dossier a changé depuis.", true);
    button("Reprendre ce texte", function () { put(kept, true); keep(); send(); });
    button("L’effacer", function () { forget(); say("C’est effacé de cet appareil."); });
  }

  function restore() {
    var kept = null;
    try { kept = JSON.parse(localStorage.getItem(key)); } catch (error) { kept = null; }
    if (!Array.isArray(kept)) return false;
    if (base(kept) !== base(typed())) { offer(kept); return false; }
    put(kept, false);
    return true;
  }

  form.addEventListener("input", function () { keep(); clearTimeout(timer); timer = setTimeout(send, 1200); });
  form.addEventListener("change", function () { keep(); clearTimeout(timer); timer = setTimeout(send, 200); });
  /* Back from the window where the session was opened again, or on line again. */
  window.addEventListener("focus", function () { if (unsaved && state.classList.contains("autosave--failed")) send(); });
  window.addEventListener("online", function () { if (unsaved) send(); });
  window.addEventListener("beforeunload", function (event) {
    if (unsaved && !leaving && state.classList.contains("autosave--failed")) event.preventDefault();
  });
  /* What is sent stays on the device until another page of the form has opened: the sending itself may fail. */
  form.addEventListener("submit", function () {
    leaving = true;
    clearTimeout(timer);
    keep();
    try { localStorage.setItem("essaim-sent", key); } catch (error) { /* nothing was kept */ }
  });
  document.querySelectorAll("[data-autosave-forget]").forEach(function (eraser) {
    eraser.hidden = false;
    eraser.addEventListener("click", function () {
      eraseAll(eraser.dataset.autosaveForget);
      unsaved = false;
      clearTimeout(timer);
      say("Plus rien n’est gardé sur cet appareil. Ce qui est enregistré dans le dossier y reste.");
    });
  });
  function arrived() {
    try {
      var sent = localStorage.getItem("essaim-sent");
      if (sent && sent !== key) localStorage.removeItem(sent);
      localStorage.removeItem("essaim-sent");
    } catch (error) { /* nothing was kept */ }
  }

  arrived();
  /* `data-autosave-answered`: the server answers what was just sent, with all of it in the page. */
  if ("autosaveAnswered" in form.dataset) forget();
  else if (restore() || Array.prototype.some.call(form.elements, changed)) { keep(); send(); }
})();
