// Fills what a form sends up to whole buckets of 4 KiB: whoever watches the network cannot tell a word from a page.
(() => {
  "use strict";

  const BUCKET = 4096;

  const lengthOf = (form, button) => {
    const fields = [...new FormData(form)];
    if (button && button.name) fields.push([button.name, button.value]);
    // Browsers send every line end as two letters.
    return new URLSearchParams(fields.map(([name, value]) => [name, value.replace(/\r\n|\r|\n/g, "\r\n")])).toString().length;
  };

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post" || form.enctype !== "application/x-www-form-urlencoded") return;
    let pad = form.querySelector("input[name=pad]");
    if (!pad) {
      pad = document.createElement("input");
      pad.type = "hidden";
      pad.name = "pad";
      form.append(pad);
    }
    pad.value = "";
    const length = lengthOf(form, event.submitter);
    pad.value = "0".repeat(Math.ceil(length / BUCKET) * BUCKET - length);
  });
})();
