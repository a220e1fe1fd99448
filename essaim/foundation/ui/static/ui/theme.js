/* The reader's choice of theme, before the page is painted. Without a choice, the system decides. */
(function () {
  "use strict";
  try {
    var chosen = localStorage.getItem("essaim-theme");
    if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
  } catch (error) { /* storage refused: the system decides */ }
})();
