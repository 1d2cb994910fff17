// Typing in paper forms by keyboard alone: Enter goes on, Shift and Enter is a new line, digits choose.
(() => {
  "use strict";

  const form = document.querySelector("form[data-paper]");
  if (!form) return;

  // A question to put in order has a list for each choice; any other is one stop.
  const stops = () =>
    [...form.querySelectorAll("textarea, fieldset, select, input[type=text], button")]
      .filter((one) => !one.matches("fieldset") || one.querySelector("input"));
  const stopOf = (field) => (field.matches("select") ? field : field.closest("fieldset") || field);
  const enter = (stop) => (stop.matches("fieldset") ? stop.querySelector(":checked") || stop.querySelector("input") : stop).focus();

  const goOn = (from) => {
    const all = stops();
    const next = all[all.indexOf(stopOf(from)) + 1];
    if (next) enter(next);
  };

  form.addEventListener("keydown", (event) => {
    const field = event.target;
    if (event.isComposing || field.matches("button")) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      goOn(field);
    } else if ("12345678".includes(event.key) && ["radio", "checkbox"].includes(field.type)) {
      const chosen = field.closest("fieldset").querySelectorAll("input")[Number(event.key) - 1];
      if (!chosen) return;
      event.preventDefault();
      chosen.checked = field.type === "radio" || !chosen.checked;
      if (field.type === "radio") goOn(chosen);
    }
  });
})();
