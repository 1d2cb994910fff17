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
