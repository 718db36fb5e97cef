// Own messages on their way: one after the other, tried until they arrive, kept over a reload.

import { hand, Refused } from "./calls.js";

const STORE = "jobherald-unsent";
const LONGEST_PAUSE_MS = 20000;

// crypto.randomUUID is missing on plain local addresses.
const newId = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

/** The queue. Tells `changed(event, state)` what becomes of each message, and `expired()` when the cookie is gone. */
export class Outgoing {
  #queue = recall();
  #running = false;
  #wake = () => {};

  constructor({ changed, expired }) {
    this.changed = changed;
    this.expired = expired;
  }

  get waiting() {
    return this.#queue;
  }

  /** Put a message into line. */
  add(kind, text) {
    const message = { event: newId(), kind, text };
    this.#queue.push(message);
    keep(this.#queue);
    this.run();
    return message;
  }

  /** Put a refused message into line once more. */
  again(message) {
    this.#queue.push(message);
    keep(this.#queue);
    this.run();
  }

  /** Do not wait any longer before the next try. */
  hurry() {
    this.#wake();
  }

  async run() {
    if (this.#running) return;
    this.#running = true;
    for (let tries = 0; this.#queue.length > 0; ) {
      const message = this.#queue[0];
      try {
        this.changed(message.event, tries > 0 ? "waiting" : "sending");
        await hand(message);
        this.#finish(message, "sent");
        tries = 0;
      } catch (error) {
        if (error instanceof Refused && error.status === 401) {
          this.changed(message.event, "waiting");
          this.expired();
          break;
        }
        if (error instanceof Refused) {
          this.#finish(message, "failed");
          continue;
        }
        tries += 1;
        this.changed(message.event, "waiting", error);
        await this.#pause(Math.max(error.retryAfterMs || 0, Math.min(LONGEST_PAUSE_MS, 500 * 2 ** tries)));
      }
    }
    this.#running = false;
  }

  #finish(message, state) {
    this.#queue.shift();
    keep(this.#queue);
    this.changed(message.event, state);
  }

  #pause(milliseconds) {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds * (0.8 + 0.4 * Math.random()));
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

// A browser may forbid storage; then unsent words live as long as the page.
function keep(queue) {
  try {
    sessionStorage.setItem(STORE, JSON.stringify(queue));
  } catch {
    return;
  }
}

function recall() {
  try {
    const kept = JSON.parse(sessionStorage.getItem(STORE)) || [];
    return kept.filter((one) => typeof one.event === "string" && typeof one.text === "string");
  } catch {
    return [];
  }
}
