// Follows the room: asks now and then whether it has moved on, and loads the page anew when it has.
// Nothing is sent but the name of the state this page already shows. Without script the button does the same.
(() => {
  "use strict";

  const form = document.querySelector("form[data-now]");
  if (!form) return;
  for (const one of document.querySelectorAll("[data-follows]")) one.hidden = false;
  // Seconds between two looks, spread by chance, so that a full room does not ask all at once.
  const pause = () => (8 + Math.random() * 6) * 1000;

  let timer = 0;
  const wait = () => {
    clearTimeout(timer);
    timer = setTimeout(look, pause());
  };
  const look = async () => {
    if (document.hidden) return wait();
    try {
      const answer = await fetch(`${form.dataset.now}?v=${form.dataset.mark}`, { credentials: "omit", cache: "no-store" });
      if (answer.status === 200 || answer.status === 286) return form.requestSubmit();
    } catch {
      // The line is down: we look again.
    }
    return wait();
  };
  document.addEventListener("visibilitychange", () => { if (!document.hidden) look(); });
  wait();
})();
