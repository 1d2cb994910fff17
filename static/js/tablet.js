// A shared tablet: one step at a time in one document, so that Back and Reload have nothing to show.
// When nobody touches it, it asks, and then begins anew. It never writes into any storage.
(() => {
  "use strict";

  const form = document.querySelector("form.tablet-way");
  const anew = (address) => location.replace(address);

  for (const link of document.querySelectorAll("a[data-replace]")) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      anew(link.href);
    });
  }
  // The browser's memory of pages must not show anyone's words again.
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
  if (!form) return;
  form.reset();

  const start = form.dataset.start;
  const steps = [...form.querySelectorAll("[data-step]")];
  const walk = form.querySelectorAll("[data-walk]");
  const next = form.querySelector("[data-next]");
  const before = form.querySelector("[data-before]");
  const heading = document.getElementById("now");
  const sending = document.querySelector("[data-sending]");
  const title = heading.textContent;
  const name = document.title;
  let at = 0;

  const show = (place) => {
    at = Math.max(0, Math.min(place, steps.length - 1));
    steps.forEach((step, index) => { step.hidden = index !== at; });
    for (const one of walk) one.hidden = at === 0 && !one.contains(next);
    next.hidden = at === steps.length - 1;
    before.hidden = at === 0;
    heading.hidden = false;
    scrollTo(0, 0);
    const first = steps[at].querySelector("textarea, input:not([type=radio])");
    if (first && at > 0) first.focus({ preventScroll: true });
  };

  next.addEventListener("click", () => show(at + 1));
  before.addEventListener("click", () => show(at - 1));
  form.querySelector("[data-leave]").addEventListener("click", () => anew(start));
  document.querySelector("[data-next-person]").addEventListener("click", () => anew(start));
  show(0);

  // --- sending: see outbox.js

  let unsent = false;
  form.addEventListener("submit", () => {
    unsent = true;
    const card = form.elements.card_words.value.trim() !== "";
    document.querySelector("[data-with-card]").hidden = !card;
    document.querySelector("[data-without-card]").hidden = card;
  }, true);
  form.addEventListener("hearback:received", () => {
    unsent = false;
    document.querySelector("[data-after]").hidden = false;
    touched();
  });
  form.addEventListener("hearback:refused", () => {
    unsent = false;
    sending.hidden = true;
    form.querySelector("[data-unsent]").hidden = false;
    form.querySelector("[data-wrong]").hidden = false;
    heading.textContent = title;
    document.title = name;
    show(steps.length - 1);
  });

  // --- nobody there

  const there = document.querySelector("dialog[data-there]");
  const count = there.querySelector("[data-count]");
  let idle = 0;
  let ticking = 0;

  const ask = () => {
    // What is not yet sent stays until it is: clearing it would lose someone's words.
    if (unsent) return touched();
    let left = Number(form.dataset.warning);
    count.textContent = left;
    there.showModal();
    ticking = setInterval(() => {
      left -= 1;
      count.textContent = left;
      if (left <= 0) anew(start);
    }, 1000);
  };

  const touched = () => {
    clearTimeout(idle);
    clearInterval(ticking);
    if (there.open) there.close();
    if (document.querySelector("[data-step]:not([hidden])") !== steps[0] || form.querySelector("[data-unsent]").hidden) {
      idle = setTimeout(ask, Number(form.dataset.idle) * 1000);
    }
  };
  for (const sign of ["pointerdown", "keydown", "input", "scroll"]) addEventListener(sign, () => setTimeout(touched, 0), { passive: true });
  touched();
})();
