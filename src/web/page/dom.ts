/** Making elements. What comes from nodes and files gets in as text only: there is no way here to give markup. */
type Child = Node | string | null | false;

interface Props {
  readonly class?: string;
  readonly [attribute: string]: string | number | boolean | ((event: Event) => void) | undefined;
}

export function h<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  props: Props = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  fill(element, props, children);
  return element;
}

const SVG = 'http://www.w3.org/2000/svg';

export function s<Tag extends keyof SVGElementTagNameMap>(
  tag: Tag,
  props: Props = {},
  ...children: readonly Child[]
): SVGElementTagNameMap[Tag] {
  const element = document.createElementNS(SVG, tag);
  fill(element, props, children);
  return element;
}

function fill(element: Element, props: Props, children: readonly Child[]): void {
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === false) continue;
    if (typeof value === 'function') element.addEventListener(name, value);
    else element.setAttribute(name, value === true ? '' : String(value));
  }
  for (const child of children) if (child !== null && child !== false) element.append(child);
}

export function byId(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (!found) throw new Error(`no element ${id}`);
  return found;
}

/**
 * Brings the children of an element to be these, in this order, and leaves alone what is the same: a keyboard's place and an open part
 * must not get lost because a node was looked at.
 */
export function place(parent: Element, children: readonly Element[]): void {
  const wanted = new Set(children);
  for (const child of [...parent.children]) if (!wanted.has(child)) child.remove();
  for (const [at, child] of children.entries())
    if (parent.children[at] !== child) parent.insertBefore(child, parent.children[at] ?? null);
}

/** By a key: an element is made again only where what it shows has changed. */
export function keyed<Value>(
  make: (value: Value, before: HTMLElement | null) => HTMLElement,
): (key: string, value: Value) => HTMLElement {
  const made = new Map<string, { readonly said: string; readonly element: HTMLElement }>();
  return (key, value) => {
    const said = JSON.stringify(value);
    const before = made.get(key);
    if (before?.said === said) return before.element;
    const focus = before?.element.contains(document.activeElement)
      ? (document.activeElement?.getAttribute('data-key') ?? null)
      : null;
    const element = make(value, before?.element ?? null);
    made.set(key, { said, element });
    if (before) {
      before.element.replaceWith(element);
      if (focus !== null) queueMicrotask(() => element.querySelector<HTMLElement>(`[data-key="${CSS.escape(focus)}"]`)?.focus());
    }
    return element;
  };
}
