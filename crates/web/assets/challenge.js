// Answers a form's challenge in the background while the form is filled in: finds a number for which SHA-256 of
// "challenge:number" begins with so many zero bits. It is its own worker. Where it cannot run, the form is sent as it is.
"use strict";
(() => {
  const BATCH = 256;
  const encoder = new TextEncoder();

  const enough = (hash, bits) => {
    const whole = bits >> 3;
    for (let place = 0; place < whole; place += 1) if (hash[place] !== 0) return false;
    return (bits & 7) === 0 || hash[whole] >> (8 - (bits & 7)) === 0;
  };

  const solve = async (challenge, bits, pause) => {
    for (let from = 0; from < Number.MAX_SAFE_INTEGER; from += BATCH) {
      const hash = (number) => crypto.subtle.digest("SHA-256", encoder.encode(`${challenge}:${number}`));
      const hashes = await Promise.all(Array.from({ length: BATCH }, (_, place) => hash(from + place)));
      const found = hashes.findIndex((bytes) => enough(new Uint8Array(bytes), bits));
      if (found >= 0) return String(from + found);
      if (pause) await new Promise((go) => { setTimeout(go, 0); });
    }
    return "";
  };

  if (typeof document === "undefined") {
    self.onmessage = async (event) => { self.postMessage(await solve(event.data.challenge, event.data.bits, false)); };
    return;
  }
  // There only over TLS and on this machine.
  if (!globalThis.crypto || !crypto.subtle) return;
  const source = document.currentScript.src;

  for (const field of document.querySelectorAll("input[data-challenge-bits]")) {
    const answer = field.form && field.form.elements.namedItem("challenge_solution");
    const bits = Number(field.dataset.challengeBits);
    if (!answer || answer.value !== "" || !(bits > 0 && bits <= 32)) continue;
    const here = () => solve(field.value, bits, true).then((number) => { answer.value = number; }, () => {});
    try {
      const worker = new Worker(source);
      worker.onmessage = (event) => { answer.value = event.data; worker.terminate(); };
      worker.onerror = () => { worker.terminate(); here(); };
      worker.postMessage({ challenge: field.value, bits });
    } catch (fault) {
      here();
    }
  }
})();
