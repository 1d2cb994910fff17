// Sends what people wrote until the server says that it has it. Whatever stands on the screen is true at that moment.
// Where the browser can, the words are sealed first, for the server alone to open, and only so kept on the phone.
// Where it cannot (plain HTTP), or on a shared tablet, they wait in the page, and the page says so.
(() => {
  "use strict";

  const KEY = "hearback:outbox";
  const PATIENCE = 15000;
  const LONGEST_WAIT = 30000;
  const BUCKET = 4096;
  const PURPOSE = "hearback outbox";

  const note = document.querySelector("[data-outbox]");
  const form = document.querySelector("form[data-send], form[data-prove]");

  // --- what waits on the phone: addresses and sealed words, nothing else, without time or order

  const waiting = () => {
    try {
      return JSON.parse(localStorage.getItem(KEY)) || [];
    } catch {
      return [];
    }
  };

  const store = (items) => {
    if (items.length) localStorage.setItem(KEY, JSON.stringify(items));
    else localStorage.removeItem(KEY);
  };

  // One tab at a time changes the list, or two would each forget what the other added.
  const alone = (work) => (navigator.locks ? navigator.locks.request(KEY, work) : work());

  const add = (item) => alone(() => store([...waiting(), item]));

  // --- sealing

  const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  // The letters of base64 that stand in a form as they are, so that the length of a body never varies.
  const text = (parts) => {
    let letters = "";
    for (const part of parts) for (const byte of new Uint8Array(part)) letters += String.fromCharCode(byte);
    return btoa(letters).replaceAll("+", "-").replaceAll("/", "_");
  };

  // Padded, so that whoever watches the network cannot tell a word from a page.
  const padded = (words) => words.padEnd(Math.ceil((words.length + 1) / BUCKET) * BUCKET, "&");

  const seal = async (words, key) => {
    const { subtle } = crypto;
    const curve = { name: "ECDH", namedCurve: "P-256" };
    const theirs = await subtle.importKey("raw", bytes(key), curve, false, []);
    const ours = await subtle.generateKey(curve, false, ["deriveBits"]);
    const shared = await subtle.deriveBits({ name: "ECDH", public: theirs }, ours.privateKey, 256);
    const master = await subtle.importKey("raw", shared, "HKDF", false, ["deriveKey"]);
    const derived = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info: new TextEncoder().encode(PURPOSE) };
    const secret = await subtle.deriveKey(derived, master, { name: "AES-GCM", length: 256 }, false, ["encrypt"]);
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const sealed = await subtle.encrypt({ name: "AES-GCM", iv }, secret, new TextEncoder().encode(padded(words)));
    return text([await subtle.exportKey("raw", ours.publicKey), iv, sealed]);
  };

  // --- sending: "received", "held" (a person looks first), "refused" (it will never be taken) or "later"

  const patient = () => ({ redirect: "error", cache: "no-store", signal: AbortSignal.timeout && AbortSignal.timeout(PATIENCE) });

  // A machine would pay this second ten thousand times. Where it cannot be solved, a person looks at the words first.
  const proofFor = async (address) => {
    const answer = await fetch(address.replace(/[^/]*$/, "challenge"), patient());
    if (!answer.ok) return "";
    const challenge = await answer.json();
    return globalThis.hearbackProof(challenge).catch(() => "");
  };

  // Every body fills whole buckets, so that whoever watches the network cannot tell a word from a page.
  const filled = (fields) => {
    const body = `${fields}&pad=`;
    return body.padEnd(Math.ceil(body.length / BUCKET) * BUCKET, "0");
  };

  const post = async (address, fields) => {
    try {
      fields.set("proof", await proofFor(address));
      const headers = { "Content-Type": "application/x-www-form-urlencoded" };
      const answer = await fetch(address, { method: "POST", body: filled(fields), headers, ...patient() });
      if (answer.ok && answer.headers.get("Hearback-Received")) {
        return answer.headers.get("Hearback-Received") === "held" ? "held" : "received";
      }
      return [400, 404, 409, 410, 413, 422].includes(answer.status) ? "refused" : "later";
    } catch {
      return "later";
    }
  };

  const send = (item) => {
    if (!item.sealed) return post(item.to, item.body);
    return alone(async () => {
      const others = waiting().filter((one) => one.sealed !== item.sealed);
      const end = await post(item.to, new URLSearchParams({ sealed: item.sealed, waiting: others.length }));
      if (end !== "later") store(others);
      return end;
    });
  };

  // Tries at once, when the network or the person comes back, and now and then; each wait a little longer.
  const persist = (item, told) => {
    let wait = 1000;
    let timer = 0;
    let busy = false;
    let over = false;
    const attempt = async () => {
      if (busy || over) return;
      busy = true;
      clearTimeout(timer);
      const end = await send(item);
      busy = false;
      over = end !== "later";
      told(end);
      if (over) return;
      timer = setTimeout(attempt, wait * (0.5 + Math.random()));
      wait = Math.min(2 * wait, LONGEST_WAIT);
    };
    addEventListener("online", attempt);
    document.addEventListener("visibilitychange", () => { if (!document.hidden) attempt(); });
    return attempt();
  };

  // --- the page that sends

  const forgetDraft = () => {
    try {
      for (const key of Object.keys(sessionStorage)) if (key.startsWith("hearback:")) sessionStorage.removeItem(key);
    } catch {
      // Nothing was kept where nothing can be kept.
    }
  };

  const itemOf = async () => {
    const words = new URLSearchParams(new FormData(form));
    if (form.dataset.store !== "no" && globalThis.isSecureContext && crypto.subtle) {
      words.set("language", form.dataset.language);
      try {
        const item = { to: form.dataset.send, sealed: await seal(words.toString(), form.dataset.key) };
        await add(item);
        return item;
      } catch {
        // No storage, no sealing: the words wait in the page.
        words.delete("language");
      }
    }
    words.set("quiet", "1");
    return { to: form.action, body: words };
  };

  let given = false;

  const say = (section, state) => {
    for (const one of section.querySelectorAll("[data-state]")) one.hidden = one.dataset.state !== state;
    // A page that holds the only copy does not invite anyone to go on.
    for (const one of section.querySelectorAll("[data-onward]")) one.hidden = state === "waiting";
    if (state === "received" || state === "held") greet(section.dataset.done);
  };

  // The page is another one now, for those too who hear its name or look for it among their tabs.
  const call = (words) => {
    document.getElementById("now").textContent = words;
    document.title = `${words} – Hearback`;
  };

  // As on the page that the server gives where no script runs.
  const greet = (words) => {
    call(words);
    const head = document.querySelector("[data-head]");
    if (!head) return;
    head.classList.add("empty");
    head.querySelector("[data-ring]").hidden = false;
  };

  // Asks before a page is closed that holds the only copy; leaving in a hurry is never asked about.
  const hold = (event) => event.preventDefault();
  const letGo = () => removeEventListener("beforeunload", hold);
  document.addEventListener("hearback:leave", letGo);

  const begin = async () => {
    const section = document.querySelector("[data-sending]");
    const unsent = document.querySelector("[data-unsent]");
    const item = await itemOf();
    unsent.hidden = true;
    section.hidden = false;
    // Another page would not know the words of this one. A tablet keeps its languages: the next person needs them.
    for (const one of document.querySelectorAll(".languages > [form]")) one.hidden = true;
    call(section.dataset.title);
    document.querySelector("main").focus();
    scrollTo(0, 0);
    if (!item.sealed) addEventListener("beforeunload", hold);
    persist(item, (end) => {
      if (end !== "later") letGo();
      if (end === "refused" && form.dataset.store === "no") form.dispatchEvent(new CustomEvent("hearback:refused"));
      else if (end === "refused") {
        // Sent once more by the browser itself, for the page that says why.
        given = true;
        form.requestSubmit();
      } else if (end === "later") say(section, item.sealed ? "saved" : "waiting");
      else {
        say(section, end);
        for (const field of form.querySelectorAll("input, textarea")) field.remove();
        for (const quote of form.querySelectorAll(".quote")) quote.remove();
        // The browser keeps what a page was asked with, and would ask again on Reload or Forward.
        history.replaceState(null, "", location.href);
        form.dispatchEvent(new CustomEvent("hearback:received"));
      }
      if (end !== "later" || item.sealed) forgetDraft();
    });
  };

  // Choices alone have no receipt to show before the answer: the browser sends them itself, with the same proof.
  const prove = async (button) => {
    button.disabled = true;
    const field = document.createElement("input");
    Object.assign(field, { type: "hidden", name: "proof" });
    field.value = await proofFor(form.action).catch(() => "");
    form.append(field);
    given = true;
    form.requestSubmit();
    // Back shows this page as it was left: a proof is good once.
    given = false;
    field.remove();
    button.disabled = false;
  };

  if (form) {
    form.addEventListener("submit", (event) => {
      if (given || (event.submitter && event.submitter.hasAttribute("formaction"))) return;
      event.preventDefault();
      if ("send" in form.dataset) begin();
      else prove(event.submitter || form.querySelector("[type=submit]"));
    });
  }

  // --- any page: what an earlier page could not send

  if (note && !form) {
    for (const item of waiting()) {
      note.hidden = false;
      note.textContent = note.dataset.saved;
      persist(item, (end) => {
        if (end !== "later" && !waiting().length) note.textContent = note.dataset[end === "held" ? "received" : end];
      });
    }
  }
})();
