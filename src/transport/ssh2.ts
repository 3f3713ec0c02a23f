/** ssh2 is loaded when the first node is connected to: it costs some 50 ms, which commands that reach no node need not pay. */
export type Ssh2 = typeof import('ssh2');

let loaded: Promise<Ssh2> | null = null;

export function loadSsh2(): Promise<Ssh2> {
  loaded ??= import('ssh2').then((module) => ('default' in module ? (module.default as Ssh2) : module));
  return loaded;
}
