// Verifies a receipt in the browser: nothing leaves the page. SHA-256 and Ed25519 are the browser's own.
(function () {
  "use strict";
  var box = document.querySelector("[data-verify]");
  if (!box || !window.crypto || !window.crypto.subtle) return;
  box.hidden = false;
  var input = box.querySelector("input");
  var steps = box.querySelector("ol");

  function bytes(base64) {
    var text = atob(base64), out = new Uint8Array(text.length);
    for (var i = 0; i < text.length; i++) out[i] = text.charCodeAt(i);
    return out;
  }
  function base64(data) {
    return btoa(String.fromCharCode.apply(null, Array.from(data)));
  }
  function join() {
    var length = 0, at = 0;
    for (var i = 0; i < arguments.length; i++) length += arguments[i].length;
    var out = new Uint8Array(length);
    for (var j = 0; j < arguments.length; j++) { out.set(arguments[j], at); at += arguments[j].length; }
    return out;
  }
  async function sha256(data) {
    return new Uint8Array(await crypto.subtle.digest("SHA-256", data));
  }
  function same(a, b) {
    return a.length === b.length && a.every(function (value, index) { return value === b[index]; });
  }

  // RFC 9162, 2.1.3.2: an inclusion proof leads from the leaf to the root.
  async function included(leaf, index, size, proof, root) {
    if (index >= size) return false;
    var fn = index, sn = size - 1, hash = leaf;
    for (var i = 0; i < proof.length; i++) {
      if (sn === 0) return false;
      if (fn % 2 === 1 || fn === sn) {
        hash = await sha256(join([1], proof[i], hash));
        while (fn % 2 === 0 && fn !== 0) { fn = Math.floor(fn / 2); sn = Math.floor(sn / 2); }
      } else {
        hash = await sha256(join([1], hash, proof[i]));
      }
      fn = Math.floor(fn / 2); sn = Math.floor(sn / 2);
    }
    return sn === 0 && same(hash, root);
  }

  function references(value, found) {
    if (Array.isArray(value)) value.forEach(function (item) { references(item, found); });
    else if (value && typeof value === "object") {
      if (typeof value.part === "string" && typeof value.commitment === "string") found[value.part] = value.commitment;
      Object.keys(value).forEach(function (key) { references(value[key], found); });
    }
    return found;
  }

  function readProof(text) {
    var end = text.indexOf("\n\n");
    var lines = text.slice(0, end).split("\n");
    if (end < 0 || lines.shift() !== "c2sp.org/tlog-proof@v1") throw new Error("proof");
    if (lines[0].indexOf("extra ") === 0) lines.shift();
    var index = /^index (\d+)$/.exec(lines.shift());
    var note = text.slice(end + 2);
    var split = note.lastIndexOf("\n\n");
    var head = note.slice(0, split + 1).split("\n");
    return {
      index: Number(index[1]), hashes: lines.map(bytes), signed: note.slice(0, split + 1), signatures: note.slice(split + 2).split("\n"),
      origin: head[0], size: Number(head[1]), root: bytes(head[2])
    };
  }

  async function signed(proof, key) {
    var match = /^(.+)\+([0-9a-f]{8})\+(.+)$/.exec(key);
    var data = bytes(match[3]);
    if (data[0] !== 1 || data.length !== 33 || proof.origin !== match[1]) return false;
    var id = (await sha256(join(new TextEncoder().encode(match[1] + "\n"), data))).slice(0, 4);
    var line = proof.signatures.map(function (text) { return /^\u2014 (\S+) (\S+)$/.exec(text); }).find(function (found) {
      return found && found[1] === match[1] && same(bytes(found[2]).slice(0, 4), id);
    });
    if (!line) return false;
    var publicKey = await crypto.subtle.importKey("raw", data.slice(1), { name: "Ed25519" }, false, ["verify"]);
    return crypto.subtle.verify({ name: "Ed25519" }, publicKey, bytes(line[2]).slice(4), new TextEncoder().encode(proof.signed));
  }

  function show(label, passed) {
    var item = document.createElement("li");
    item.textContent = label + (passed === null ? "" : "\uff1a" + (passed ? box.dataset.passed : box.dataset.failed));
    item.className = passed === false ? "error" : "";
    steps.appendChild(item);
    return passed;
  }

  async function verify(text) {
    steps.textContent = "";
    var all = true, unknown = false, receipt, entry, body, proof;
    async function step(name, work) {
      var passed = false;
      try { passed = await work(); } catch (fault) {
        if (fault && fault.name === "NotSupportedError") { unknown = true; show(box.dataset.unsupported, null); return; }
      }
      all = show(box.dataset[name], Boolean(passed)) && all;
    }
    await step("stepRead", async function () {
      receipt = JSON.parse(text);
      entry = bytes(receipt.entry);
      body = bytes(receipt.body);
      proof = readProof(receipt.proof);
      return true;
    });
    if (!proof) { show(box.dataset.false, null); return; }
    await step("stepBody", async function () {
      return JSON.parse(new TextDecoder().decode(entry)).body === base64(await sha256(join(bytes(receipt.salt), body)));
    });
    await step("stepParts", async function () {
      var named = references(JSON.parse(new TextDecoder().decode(body)), {});
      for (var i = 0; i < receipt.parts.length; i++) {
        var part = receipt.parts[i];
        if (named[part.id] !== base64(await sha256(join(bytes(part.salt), bytes(part.bytes))))) return false;
      }
      return true;
    });
    await step("stepTree", async function () {
      return included(await sha256(join([0], entry)), proof.index, proof.size, proof.hashes, proof.root);
    });
    await step("stepSignature", function () { return signed(proof, box.dataset.verifyKey); });
    // What this browser cannot check is not called genuine, whatever else agrees.
    if (!all || !unknown) show(all ? box.dataset.true : box.dataset.false, null);
  }

  input.addEventListener("change", function () {
    if (input.files[0]) input.files[0].text().then(verify);
  });
})();
