// Takes the secret of a scanned card out of the part of the address that no server sees, and out of sight.
(() => {
  "use strict";

  const secret = location.hash.slice(1);
  if (!/^[0-9a-f]{20}$/.test(secret)) return;
  history.replaceState(null, "", location.pathname);

  for (const one of document.querySelectorAll("[data-typed]")) one.hidden = true;
  for (const one of document.querySelectorAll("[data-scanned], [data-scanned-form]")) one.hidden = false;
  for (const field of document.querySelectorAll("input[name=words], input[name=receipt]")) {
    field.type = "hidden";
    field.value = secret;
  }
})();
