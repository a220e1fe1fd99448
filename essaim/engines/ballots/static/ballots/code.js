/* The address on a letter's square may carry the code after « # »: it never leaves the device until the form is sent. */
(function () {
  "use strict";
  var field = document.querySelector("[data-code]"), code = decodeURIComponent(location.hash.slice(1));
  if (!field || !/^[0-9A-Za-z-]{12,20}$/.test(code)) return;
  field.value = code;
  history.replaceState(null, "", location.pathname);
})();
