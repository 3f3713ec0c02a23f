/** The one dialog of the page. */
import { Failed } from './client.ts';
import { byId, h } from './dom.ts';

export function dialog(): HTMLDialogElement {
  return byId('dialog') as HTMLDialogElement;
}

export function show(title: string, ...children: (Node | string | false)[]): void {
  const box = dialog();
  box.replaceChildren(h('h2', { id: 'dialog-title' }, title), ...children.filter((one) => one !== false));
  if (!box.open) box.showModal();
}

export function textOf(error: unknown): string {
  return error instanceof Failed ? `${error.problem.title}. ${error.problem.detail}` : String(error);
}
