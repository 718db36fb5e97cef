// The two calls to the server, with a time limit.

const TIMEOUT_MS = 15000;

/** The server could not be reached, or answered with an error of its own: worth another try. */
export class Trouble extends Error {
  constructor(message, retryAfterMs = 0) {
    super(message);
    this.retryAfterMs = retryAfterMs;
  }
}

/** The server understood and said no: the same request will be refused again. */
export class Refused extends Error {
  constructor(status) {
    super(`refused with ${status}`);
    this.status = status;
  }
}

async function call(address, options = {}) {
  let answer;
  try {
    answer = await fetch(address, { ...options, cache: "no-store", signal: AbortSignal.timeout(TIMEOUT_MS) });
  } catch (error) {
    throw new Trouble(error.name);
  }
  if (answer.status >= 500 || answer.status === 429 || answer.status === 408) {
    throw new Trouble(String(answer.status), 1000 * Number(answer.headers.get("Retry-After") || 0));
  }
  if (!answer.ok) throw new Refused(answer.status);
  try {
    return await answer.json();
  } catch {
    throw new Trouble("half an answer");
  }
}

/** {messages, working, cursor} after the cursor of an earlier answer. */
export const fetchAfter = (cursor) => call(`/chat/messages?after=${cursor}`);

/** Hand over one message; doing it twice does no harm. */
export const hand = ({ event, kind, text }) =>
  call("/chat/messages", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ event_id: event, kind, text }),
  });
