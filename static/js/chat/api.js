// Talking to the server: JSON both ways, a time-out, and one kind of error that says whether trying again may help.

const TIMEOUT = 10_000; // ms
const IN_WORDS = [400, 409, 429]; // what the server says about these is written for the person

export class Failed extends Error {
  // `status` 0: no answer at all. `title`: the server's sentence for the person, if it sent one.
  // `code` names the reason for programs.
  constructor(status, title = "", retryAfter = 0, code = "") {
    super(title || `status ${status}`);
    Object.assign(this, { status, title, retryAfter, code });
  }

  get passing() {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

// Old phones have no `AbortSignal.timeout`. Reading the body must be in time, too.
export async function inTime(work) {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), TIMEOUT);
  try {
    return await work(controller.signal);
  } finally {
    clearTimeout(timer);
  }
}

async function ask(url, options) {
  const [response, body] = await inTime(async (signal) => {
    const answer = await fetch(url, { ...options, credentials: "same-origin", signal });
    return [answer, await answer.json().catch(() => null)];
  }).catch(() => {
    throw new Failed(0);
  });
  if (response.ok && body) return body;
  const status = response.ok ? 0 : response.status;
  const title = IN_WORDS.includes(status) ? body?.title : "";
  throw new Failed(status, title, Number(response.headers.get("Retry-After")), body?.code);
}

export const get = (url) => ask(url, { headers: { Accept: "application/json" } });

export const post = (url, data, options) =>
  ask(url, {
    ...options,
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
