/* Nothing taken is lost when the network is cut: what could not be sent stays on this device, with the key that the page
   made, and is sent again until the server has answered. The same key always gets the same answer, so nothing is taken twice.
   Without this script the forms are plain and are sent once. */
(function () {
  "use strict";
  var form = document.querySelector("form[data-pending]");
  var section = document.querySelector("[data-pending-list]");
  var state = document.querySelector("[data-pending-state]");
  if (!form || !section || !window.fetch) return;
  var place = "essaim-pending:" + location.pathname, list = section.querySelector("ul"), sending = false;

  function read() { try { return JSON.parse(localStorage.getItem(place)) || []; } catch (error) { return []; } }
  function write(rows) { try { localStorage.setItem(place, JSON.stringify(rows)); return true; } catch (error) { return false; } }
  function say(words) { state.textContent = words; }

  function draw() {
    var rows = read();
    section.hidden = rows.length === 0;
    list.textContent = "";
    rows.forEach(function (row) {
      var item = document.createElement("li");
      item.textContent = row.code + (row.words ? " : " + row.words : "") + " (gardé à " + row.at + ")";
      list.appendChild(item);
    });
  }

  function newKey() {
    var bytes = crypto.getRandomValues(new Uint8Array(16));
    return Array.from(bytes, function (byte) { return byte.toString(16).padStart(2, "0"); }).join("");
  }

  /* The fields of the form, to be taken as they are: the step that only looks becomes the step that takes. */
  function values() {
    var found = {};
    new FormData(form).forEach(function (value, name) { found[name] = value; });
    delete found.csrfmiddlewaretoken;
    found.step = "take";
    return found;
  }

  function keep() {
    var found = values(), now = new Date(), rows = read();
    if (!found.code || rows.some(function (row) { return row.values.key === found.key; })) return;
    var amount = Object.keys(found).filter(function (name) { return ["code", "key", "step"].indexOf(name) < 0 && found[name]; });
    rows.push({ values: found, code: found.code, words: amount.map(function (name) { return found[name]; }).join(" "),
      at: now.getHours() + "\u00a0h\u00a0" + String(now.getMinutes()).padStart(2, "0") });
    if (!write(rows)) { say("Cet appareil ne peut rien garder : notez le code sur papier."); return; }
    form.reset();
    form.querySelector("[name=key]").value = newKey();
    draw();
    say("Gardé sur cet appareil. Ce titre n’est pas encore vérifié.");
  }

  /* A network that neither answers nor fails is a network that is cut. */
  function ask(address, options) {
    var stop = new AbortController(), timer = setTimeout(function () { stop.abort(); }, 8000);
    options.signal = stop.signal;
    options.credentials = "same-origin";
    return fetch(address, options).finally(function () { clearTimeout(timer); });
  }

  function post(body) {
    var data = new URLSearchParams(body);
    data.set("csrfmiddlewaretoken", form.querySelector("[name=csrfmiddlewaretoken]").value);
    return ask(location.pathname, { method: "POST", body: data, redirect: "error", headers: { "Accept": "application/json" } })
      .then(function (answer) {
        if (!answer.ok) throw new Error(String(answer.status));
        return answer.json();
      });
  }

  function resend() {
    var rows = read();
    if (sending || rows.length === 0) return;
    sending = true;
    var row = rows[0];
    post(row.values).then(function (said) {
      write(read().filter(function (one) { return one.values.key !== row.values.key; }));
      say(row.code + " : " + said.text);
      draw();
      sending = false;
      resend();
    }).catch(function () { sending = false; });
  }

  form.addEventListener("submit", function (event) {
    event.preventDefault();
    var found = values();
    if (form.querySelector("[name=step]").value === "look") {
      ask(location.pathname, { method: "HEAD" }).then(function () { form.submit(); }).catch(keep);
      return;
    }
    post(found).then(function (said) {
      if (said.done) location.assign(location.pathname);
      else say(said.text);
    }).catch(keep);
  });
  window.addEventListener("online", resend);
  setInterval(resend, 15000);
  draw();
  resend();
})();
