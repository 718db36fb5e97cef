// Asks the server for news: often while an answer is due, seldom when nothing happens, never in a hidden tab.

import { fetchAfter, Refused } from "./calls.js";

const SECOND = 1000;
const MINUTE = 60 * SECOND;

/** How long to wait before the next look. */
export function pauseAfter({ failures, expecting, quietMs }) {
  if (failures > 0) return Math.min(20 * SECOND, SECOND * 2 ** failures);
  if (expecting) return quietMs < 6 * SECOND ? 300 : quietMs < MINUTE ? SECOND : 4 * SECOND;
  return quietMs < MINUTE ? 4 * SECOND : quietMs < 10 * MINUTE ? 12 * SECOND : 30 * SECOND;
}

/** Calls `arrived(answer)` with what is new, `failed(count)` when the server cannot be reached, `expired()` without a cookie. */
export class Polling {
  #cursor = "0";
  #failures = 0;
  #expecting = false;
  #lastNews = Date.now();
  #timer = 0;
  #asking = false;
  #askAgain = false;

  constructor({ arrived, failed, expired }) {
    this.arrived = arrived;
    this.failed = failed;
    this.expired = expired;
    document.addEventListener("visibilitychange", () => this.now());
    addEventListener("online", () => this.now());
    addEventListener("pageshow", () => this.now());
  }

  /** An answer is due: look often. */
  expect() {
    this.#expecting = true;
    this.#lastNews = Date.now();
    this.now();
  }

  /** Look at once. */
  now() {
    clearTimeout(this.#timer);
    if (document.hidden) return;
    if (this.#asking) this.#askAgain = true;
    else this.#ask();
  }

  async #ask() {
    this.#asking = true;
    this.#askAgain = false;
    try {
      const answer = await fetchAfter(this.#cursor);
      this.#cursor = answer.cursor;
      this.#failures = 0;
      this.#expecting = answer.working;
      if (this.arrived(answer)) this.#lastNews = Date.now();
    } catch (error) {
      if (error instanceof Refused && error.status === 401) {
        this.#asking = false;
        this.expired();
        return;
      }
      this.#failures += 1;
      this.failed(this.#failures);
    }
    this.#asking = false;
    if (this.#askAgain) this.now();
    else if (!document.hidden) this.#timer = setTimeout(() => this.now(), this.#pause());
  }

  #pause() {
    return pauseAfter({ failures: this.#failures, expecting: this.#expecting, quietMs: Date.now() - this.#lastNews });
  }
}
