/* Small comforts. Every page works without them. */
(function () {
  "use strict";

  function themeSwitch(box) {
    var chosen = document.documentElement.dataset.theme || "auto";
    box.hidden = false;
    box.querySelectorAll("input").forEach(function (input) {
      input.checked = input.value === chosen;
      input.addEventListener("change", function () {
        try {
          if (input.value === "auto") localStorage.removeItem("essaim-theme");
          else localStorage.setItem("essaim-theme", input.value);
        } catch (error) { /* storage refused: the choice lasts for this page */ }
        if (input.value === "auto") delete document.documentElement.dataset.theme;
        else document.documentElement.dataset.theme = input.value;
      });
    });
  }

  /* Facets beside the results apply when a box is ticked. On a phone they stand in a fold that a new page would close:
     there, one ticks all that one wants, then uses the button. A box ticked before this script had come counts too; one
     that the browser ticked again on the way back does not. */
  function autosubmit(form) {
    var timer, beside = window.matchMedia("(min-width: 62rem)");
    function soon() {
      if (!beside.matches) return;
      clearTimeout(timer);
      timer = setTimeout(function () { form.requestSubmit(); }, 700);
    }
    function ticked(field) { return "defaultChecked" in field && field.checked !== field.defaultChecked; }
    form.addEventListener("change", soon);
    var came = performance.getEntriesByType("navigation")[0];
    if (came && came.type === "navigate" && Array.prototype.some.call(form.elements, ticked)) soon();
  }

  function copyLink(button) {
    if (!navigator.clipboard) return;
    button.hidden = false;
    button.addEventListener("click", function () {
      var address = button.dataset.copy || location.href;
      navigator.clipboard.writeText(address).then(function () {
        var said = document.getElementById(button.getAttribute("aria-describedby"));
        if (said) said.textContent = "Lien copié.";
      });
    });
  }

  /* A menu closes with Escape and when the reader goes elsewhere. */
  function menu(details) {
    document.addEventListener("click", function (event) {
      if (!details.contains(event.target)) details.open = false;
    });
    details.addEventListener("keydown", function (event) {
      if (event.key !== "Escape" || !details.open) return;
      details.open = false;
      details.querySelector("summary").focus();
    });
  }

  document.querySelectorAll("[data-theme-switch]").forEach(themeSwitch);
  document.querySelectorAll("form[data-autosubmit]").forEach(autosubmit);
  document.querySelectorAll("[data-copy]").forEach(copyLink);
  document.querySelectorAll("details.menu").forEach(menu);

  var summary = document.querySelector("[data-error-summary]");
  if (summary) summary.focus();
})();
