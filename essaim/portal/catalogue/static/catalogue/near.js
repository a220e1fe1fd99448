// « Utiliser ma position »: shown only where the browser can tell it. It is rounded to about a kilometre, sent to this
// server only, which answers with the name of the nearest commune and keeps nothing.
(() => {
  const button = document.querySelector("[data-locate]");
  const status = document.querySelector("[data-locate-status]");
  if (!button || !navigator.geolocation) return;
  const say = (words) => { status.hidden = false; status.textContent = words; };
  const go = ({ coords }) => {
    const field = document.createElement("input");
    field.type = "hidden";
    field.name = "position";
    field.value = `${coords.latitude.toFixed(2)},${coords.longitude.toFixed(2)}`;
    button.form.elements.lieu.value = "";
    button.form.append(field);
    button.form.submit();
  };
  button.hidden = false;
  button.addEventListener("click", () => {
    say("Recherche de votre position…");
    navigator.geolocation.getCurrentPosition(go, () => say("Votre position n’est pas disponible : écrivez votre commune."), { timeout: 10000 });
  });
})();
