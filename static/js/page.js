// What every page brings: the way out of it, and the scripts that its first look does not need.
// One file, because each more costs a phone on a slow network a question and an answer.
// Leave this page: replaces the page, so that Back does not return to it.
// It cannot clear the history, and the page says so.
(() => {
  "use strict";

  const button = () => document.querySelector("a.leave[data-href]");

  const leave = (link) => {
    document.documentElement.hidden = true;
    document.dispatchEvent(new CustomEvent("hearback:leave"));
    try {
      sessionStorage.clear();
    } catch {
      // Storage may be closed to us; there is nothing to clear then.
    }
    location.replace(link.dataset.href);
  };

  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element && event.target.closest("a.leave[data-href]");
    if (!link) return;
    event.preventDefault();
    leave(link);
  });

  let presses = 0;
  let forget = 0;
  document.addEventListener("keyup", (event) => {
    if (event.key !== "Shift") {
      presses = 0;
      return;
    }
    presses += 1;
    clearTimeout(forget);
    forget = setTimeout(() => { presses = 0; }, 2000);
    const link = button();
    if (presses >= 3 && link) leave(link);
  });

  // Coming back through the browser's memory must not show the page again.
  addEventListener("pageshow", (event) => {
    if (event.persisted && document.documentElement.hidden) location.reload();
  });
})();

// Brings scripts that the first look at a page does not need: with the first touch, or at once where words wait.
(() => {
  "use strict";

  const bring = (address) => import(address).catch(() => {});

  const outbox = document.querySelector("[data-outbox]");
  let saved = 0;
  let kept = 0;
  try {
    saved = localStorage.length;
    kept = sessionStorage.length;
  } catch {
    // Storage may be closed to us; then nothing waits in it.
  }
  if (saved && outbox) for (const address of outbox.dataset.outbox.split(" ")) bring(address);

  // What only a script can keep is asked from the start: a question that came with the first touch would move the
  // button away from under the finger.
  for (const one of document.querySelectorAll("[data-own]")) one.hidden = false;

  const late = [...document.querySelectorAll("[data-late]")].flatMap((one) => one.dataset.late.split(" "));
  let asked = !late.length;
  const ask = () => {
    if (!asked) for (const address of late) bring(address);
    asked = true;
  };
  if (kept) ask();
  for (const touch of ["focusin", "pointerdown", "keydown"]) addEventListener(touch, ask, { once: true });
})();
