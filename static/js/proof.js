// Solves altcha's challenge when words are sent: PBKDF2 by the browser; on plain HTTP, SHA-256 of our own.
(() => {
  const primes = [];
  for (let n = 2; primes.length < 64; n += 1) if (primes.every((p) => n % p)) primes.push(n);
  const [H, K] = [2, 3].map((r) => primes.map((p) => (p ** (1 / r) * 2 ** 32) | 0));
  const w = new Int32Array(64);
  const turn = (x, n) => (x >>> n) | (x << (32 - n));
  const mix = (x, n, m, o) => turn(x, n) ^ turn(x, m) ^ o;
  const sha = (said) => {
    w.fill(0);
    w.set(said);
    w[said.length] = 1 << 31;
    w[15] = 32 * said.length;
    let [a, b, c, d, e, f, g, h] = H;
    for (let i = 0; i < 64; i += 1) {
      const x = w[i - 15], y = w[i - 2];
      if (i > 15) w[i] = w[i - 16] + w[i - 7] + mix(x, 7, 18, x >>> 3) + mix(y, 17, 19, y >>> 10);
      const t = h + mix(e, 6, 11, turn(e, 25)) + ((e & f) ^ (~e & g)) + K[i] + w[i];
      const u = mix(a, 2, 13, turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
      h = g; g = f; f = e; e = (d + t) | 0; d = c; c = b; b = a; a = (t + u) | 0;
    }
    return [a, b, c, d, e, f, g, h].map((x, i) => x + H[i] | 0);
  };
  const cut = (text, n) => text.match(RegExp(`.{${n}}`, "g")).map((x) => parseInt(x, 16));
  const hex = (list, n) => Array.from(list, (x) => (x >>> 0).toString(16).padStart(n, 0)).join("");

  const derive = async ({ algorithm, cost, salt }, password) => {
    if (algorithm < "S") {
      const s = crypto.subtle, name = "PBKDF2";
      const [key, grain] = [password, salt].map((x) => Uint8Array.from(cut(x, 2)));
      const own = await s.importKey("raw", key, name, 0, ["deriveBits"]);
      return hex(new Uint8Array(await s.deriveBits({ name, hash: "SHA-256", salt: grain, iterations: cost }, own, 256)), 2);
    }
    let u = cut(salt + password, 8);
    while (cost--) u = sha(u);
    return hex(u, 8);
  };
  globalThis.hearbackProof = async (challenge) => {
    const given = challenge.parameters;
    for (let counter = 0; ; counter += 1) {
      const derivedKey = await derive(given, given.nonce + hex([counter], 8));
      if (derivedKey.startsWith(given.keyPrefix)) return btoa(JSON.stringify({ challenge, solution: { counter, derivedKey } }));
      if (counter % 16 < 1) await new Promise(setTimeout);
    }
  };
})();
