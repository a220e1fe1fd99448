/* The ballot is sealed here: the server never reads what is chosen. Sealed boxes of libsodium, by tweetnacl. Without this
   script, or where the browser cannot do it, the form goes to the server, which seals and says so. */
(function () {
  "use strict";
  var KEPT = "essaim-sealed:", ballot = document.querySelector("[data-ballot]"), review = document.querySelector("[data-review]");
  var place = KEPT + (ballot ? ballot.dataset.voter : "");

  /* What was sealed and perhaps not received is kept for its voter only, until the receipt is shown. */
  function keep(sealed) { try { sessionStorage.setItem(place, sealed); } catch (error) { /* then a reload sends it again */ } }
  function kept() { try { return sessionStorage.getItem(place) || ""; } catch (error) { return ""; } }
  function forget() {
    try {
      Object.keys(sessionStorage).filter(function (name) { return name.indexOf(KEPT) === 0; })
        .forEach(function (name) { sessionStorage.removeItem(name); });
    } catch (error) { /* nothing was kept */ }
  }

  if (document.querySelector("[data-sent]")) forget();
  if (!ballot || !review || !window.nacl || !window.sealedBox || !window.crypto || !crypto.subtle) return;

  var boxes = Array.prototype.slice.call(ballot.querySelectorAll("[name=projects]"));
  var most = Number(ballot.dataset.most), least = Number(ballot.dataset.least), state = ballot.querySelector("[data-count]");

  function hex(bytes) { return Array.prototype.map.call(bytes, function (byte) { return byte.toString(16).padStart(2, "0"); }).join(""); }
  function bytesOf(text) { return new Uint8Array((text.match(/../g) || []).map(function (pair) { return parseInt(pair, 16); })); }
  function chosen() { return boxes.filter(function (box) { return box.checked; }); }
  function labelOf(box) { return box.closest("li").querySelector("label"); }

  /* One writing for every ballot, padded to one size: docs/formats/bulletin.md. */
  function plain(numbers) {
    var text = JSON.stringify({ format: "essaim/bulletin/1", election: ballot.dataset.election, zone: ballot.dataset.zone, choices: numbers });
    var written = new TextEncoder().encode(text), padded = new Uint8Array(Number(ballot.dataset.size)).fill(32);
    padded.set(written);
    return padded;
  }

  function seal(numbers) { return window.sealedBox.seal(plain(numbers), bytesOf(ballot.dataset.key)); }

  function count() {
    var number = chosen().length, words = number + (number > 1 ? " projets choisis" : " projet choisi") + " sur " + most;
    var wrong = number > most ? "c’est trop, décochez-en " + (number - most) : mixture(chosen());
    state.textContent = wrong ? words + " : " + wrong : words;
  }

  var perTheme = Number(ballot.dataset.perTheme || 0);
  var apart = (ballot.dataset.apart || "").split(";").filter(Boolean).map(function (set) { return set.split(" "); });

  /* The other rules of the vote, in the order of the server: docs/formats/cadre.md. */
  function mixture(picked) {
    var held = {}, theme = "", rivals;
    picked.forEach(function (box) {
      var name = box.closest("li").dataset.theme || "sans thème";
      held[name] = (held[name] || 0) + 1;
      if (perTheme && held[name] > perTheme) theme = name;
    });
    if (theme) return "Trop de projets du même thème (" + theme + ") : " + perTheme + " au plus.";
    var numbers = picked.map(function (box) { return box.value; });
    rivals = apart.map(function (set) { return set.filter(function (one) { return numbers.indexOf(one) >= 0; }); })
      .filter(function (set) { return set.length > 1; })[0];
    return rivals ? "Les projets n° " + rivals.join(" et n° ") + " ne vont pas ensemble : gardez-en un." : "";
  }

  function fault(number) {
    if (number > most) return "Vous avez choisi trop de projets : " + most + " au plus.";
    if (number < least) return number ? "Il faut choisir " + least + " projets." : "Choisissez au moins un projet.";
    return mixture(chosen());
  }

  function show(sealed, digest, picked) {
    var list = review.querySelector("[data-chosen]"), receipt = hex(new Uint8Array(digest));
    list.textContent = "";
    picked.forEach(function (box) {
      var item = document.createElement("li");
      Array.prototype.forEach.call(labelOf(box).children, function (part) { item.append(part.cloneNode(true), " "); });
      list.appendChild(item);
    });
    review.querySelector("[data-receipt]").textContent = receipt.slice(0, 32).match(/..../g).join(" ");
    review.querySelector("[name=sealed]").value = hex(sealed);
    ballot.hidden = true;
    review.hidden = false;
    review.querySelector("h2").focus();
  }

  ballot.addEventListener("submit", function (event) {
    if (event.submitter && event.submitter.value === "search") { event.preventDefault(); return; }
    var picked = chosen(), why = fault(picked.length);
    event.preventDefault();
    if (why) { state.textContent = why; state.scrollIntoView({ block: "center" }); return; }
    var numbers = picked.map(function (box) { return Number(box.value); }).sort(function (a, b) { return a - b; });
    var sealed = seal(numbers);
    crypto.subtle.digest("SHA-256", sealed).then(function (digest) { show(sealed, digest, picked); });
  });

  review.querySelector("form").addEventListener("submit", function () { keep(review.querySelector("[name=sealed]").value); });
  review.querySelector("[data-back]").addEventListener("click", function () {
    review.hidden = true;
    ballot.hidden = false;
    boxes[0].focus();
  });

  /* Looking unfolds the list: a number asks for one project, words are read without accents or capitals. */
  var search = ballot.querySelector("[type=search]"), told = ballot.querySelector("[data-found]");
  var folds = Array.prototype.slice.call(ballot.querySelectorAll(".fold")), before = [];
  ballot.querySelector("[data-search]").hidden = true;

  function plainly(text) {
    return text.toLowerCase().replace(/œ/g, "oe").replace(/æ/g, "ae").replace(/’/g, "'").normalize("NFD").replace(/[\u0300-\u036f]/g, "").trim();
  }

  function says(box, line, asked) {
    if (/^\d+$/.test(asked)) return Number(box.value) === Number(asked);
    return asked.split(/\s+/).every(function (word) { return line.dataset.words.indexOf(word) >= 0; });
  }

  function look() {
    var asked = plainly(search.value), number = 0;
    boxes.forEach(function (box) {
      var line = box.closest("li"), found = !asked || says(box, line, asked);
      number += found ? 1 : 0;
      line.hidden = !found && !box.checked;
    });
    if (asked && !ballot.classList.contains("ballot--looking")) before = folds.map(function (fold) { return fold.open; });
    ballot.classList.toggle("ballot--looking", Boolean(asked));
    folds.forEach(function (fold, place) { fold.open = asked ? true : Boolean(before[place]); });
    told.textContent = !asked ? "" : number ? number + (number > 1 ? " projets répondent." : " projet répond.") : "Aucun projet ne répond : essayez un autre mot.";
  }

  search.addEventListener("input", look);
  /* « Entrée » in the search looks; it does not send the ballot. */
  search.addEventListener("keydown", function (event) { if (event.key === "Enter") event.preventDefault(); });

  var waiting = document.querySelector("[data-kept]");
  if (kept() && waiting) {
    waiting.querySelector("[name=sealed]").value = kept();
    waiting.hidden = false;
  }
  ballot.addEventListener("change", count);
  count();
})();
