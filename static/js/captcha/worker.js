// The work itself: which number, put behind the nonce, gives a key that begins as it must (PBKDF2). ALTCHA's rules.

const bytes = (hex) => Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
const hex = (key) => Array.from(key, (byte) => byte.toString(16).padStart(2, "0")).join("");

async function derive({ algorithm, cost, keyLength }, salt, password) {
  const key = await crypto.subtle.importKey("raw", password, "PBKDF2", false, ["deriveBits"]);
  const how = { name: "PBKDF2", hash: algorithm.split("/")[1], salt, iterations: cost };
  return new Uint8Array(await crypto.subtle.deriveBits(how, key, keyLength * 8));
}

async function solve({ parameters }) {
  const salt = bytes(parameters.salt);
  const nonce = bytes(parameters.nonce);
  const password = new Uint8Array(nonce.length + 4);
  password.set(nonce);
  const counterAt = new DataView(password.buffer, nonce.length);
  const started = performance.now();
  for (let counter = 0; counter < 2 ** 32; counter += 1) {
    counterAt.setUint32(0, counter);
    const derivedKey = hex(await derive(parameters, salt, password));
    if (derivedKey.startsWith(parameters.keyPrefix)) {
      return { counter, derivedKey, time: Math.round(performance.now() - started) };
    }
  }
  return null;
}

addEventListener("message", async ({ data: challenge }) => {
  try {
    postMessage(await solve(challenge));
  } catch {
    postMessage(null);
  }
});
