// What was said so far, by either side, in order of time. Knows nothing of the page or the network.

const order = (a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : a.place - b.place);

/** Messages by key; one that is not confirmed by the server yet stands last. */
export class Transcript {
  #messages = new Map();
  #places = 0;

  /** Take in messages of the server; the new ones, in order. Known ones only learn their time. */
  merge(messages) {
    const fresh = [];
    for (const message of messages) {
      const key = message.from === "bot" ? `b${message.id}` : `e${message.event}`;
      const known = this.#messages.get(key);
      if (known) {
        known.at = message.at;
        known.state = "sent";
      } else {
        const added = { ...message, key, state: "sent", place: this.#places++ };
        this.#messages.set(key, added);
        fresh.push(added);
      }
    }
    return fresh;
  }

  /** Take in own words before the server has them. */
  addOwn({ event, kind, text }) {
    const key = `e${event}`;
    if (!this.#messages.has(key)) {
      this.#messages.set(key, { from: "you", key, event, kind, text, at: "~", state: "sending", place: this.#places++ });
    }
  }

  /** What became of own words on their way: "sending", "waiting", "sent" or "failed". */
  setState(event, state) {
    const message = this.#messages.get(`e${event}`);
    if (message) message.state = state;
  }

  remove(event) {
    this.#messages.delete(`e${event}`);
  }

  get isEmpty() {
    return this.#messages.size === 0;
  }

  /** All messages in order, taps with the label of the button that was tapped. */
  ordered() {
    const labels = new Map();
    const all = [...this.#messages.values()].sort(order);
    for (const message of all) {
      if (message.from === "bot") noteLabels(message, labels);
      else message.words = message.kind === "action" ? labels.get(message.text) : ownWords(message.text);
    }
    return all;
  }

  /** Every action that the person tapped. */
  done() {
    const taps = [...this.#messages.values()].filter((one) => one.kind === "action" && one.state !== "failed");
    return new Set(taps.map((one) => one.text));
  }

  /** The quick replies that are open: those of the last message that has any, until the person answers. */
  openReplies() {
    for (const message of this.ordered().reverse()) {
      if (message.from === "you") return [];
      if (message.buttons.length > 0) return message.buttons;
    }
    return [];
  }
}

function noteLabels(message, labels) {
  for (const { label, action } of message.buttons.flat()) labels.set(action, label);
  for (const card of message.cards) {
    for (const { label, action } of card.buttons) labels.set(action, `${label} · ${card.title}`);
  }
}

// The first word to the bot is the page's own, not the person's.
const ownWords = (text) => (text.trim() === "/start" ? "" : text);
