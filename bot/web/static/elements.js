// Small builders. What people and postings say goes through textContent only: it is data, never markup.

const SVG = "http://www.w3.org/2000/svg";

/** An HTML element with properties and children; strings become text. */
export function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name in element) element[name] = value;
    else element.setAttribute(name, value);
  }
  element.append(...children.filter(Boolean));
  return element;
}

/** An SVG element with attributes and children. */
export function draw(tag, attributes = {}, ...children) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

const TAPPABLE = /(?<link>https?:\/\/[^\s<>"]*[^\s<>".,;:!?)])|(?<before>^|[\s(“])(?<command>\/[a-z]+(?: \d{1,3})?)(?=[\s).,;:!?”]|$)/g;

/** Text in which /commands and links can be tapped. */
export function withCommands(text) {
  const parts = [];
  let at = 0;
  for (const found of text.matchAll(TAPPABLE)) {
    const { link, before = "", command } = found.groups;
    const start = found.index + before.length;
    parts.push(text.slice(at, start), link ? anchor(link) : make("button", { type: "button", className: "command", "data-say": command }, command));
    at = found.index + found[0].length;
  }
  return [...parts, text.slice(at)];
}

const anchor = (address) => make("a", { href: address, target: "_blank", rel: "noopener noreferrer nofollow" }, address);
