// Talking to the server: JSON both ways, a time-out, and one kind of error that says whether trying again may help.

const TIMEOUT = 10_000; // ms
const IN_WORDS = [400, 409, 429]; // what the server says about these is written for the person

export class Failed extends Error {
  // `status` 0: no answer at all. `title`: the server's sentence for the person, if it sent one.
  constructor(status, title = "", retryAfter = 0) {
    super(title || `status ${status}`);
    Object.assign(this, { status, title, retryAfter });
  }

  get passing() {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

async function ask(url, options) {
  let response;
  try {
    response = await fetch(url, { ...options, credentials: "same-origin", signal: AbortSignal.timeout?.(TIMEOUT) });
  } catch {
    throw new Failed(0);
  }
  const body = await response.json().catch(() => null);
  if (response.ok && body) return body;
  const status = response.ok ? 0 : response.status;
  const title = IN_WORDS.includes(status) ? body?.title : "";
  throw new Failed(status, title, Number(response.headers.get("Retry-After")));
}

export const get = (url) => ask(url, { headers: { Accept: "application/json" } });

export const post = (url, data) =>
  ask(url, {
    method: "POST",
    headers: {
      Accept: "application/json",
      "Content-Type": "application/json",
      "X-CSRFToken": document.querySelector("[name=csrfmiddlewaretoken]").value,
    },
    body: JSON.stringify(data),
  });

// Waits double from `first` to `last` (ms) and are spread, so that a thousand pages do not come back at once.
export const backoff = (attempt, first = 500, last = 15_000) =>
  Math.min(last, first * 2 ** Math.min(attempt, 10)) * (0.5 + Math.random() / 2);
