/** Speaks to dmsa. The stream is read by fetch, not by EventSource: that one can send no token. */
const KEY = 'dmsa-token';

export interface Problem {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail: string;
}

export class Failed extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.title);
    this.problem = problem;
  }
}

export function token(): string | null {
  return sessionStorage.getItem(KEY);
}

/** Forgotten when the tab is closed. */
export function setToken(value: string | null): void {
  if (value === null) sessionStorage.removeItem(KEY);
  else sessionStorage.setItem(KEY, value);
}

function headers(more: Readonly<Record<string, string>> = {}): Record<string, string> {
  const mine = token();
  return { ...more, ...(mine === null ? {} : { Authorization: `Bearer ${mine}` }) };
}

/** @throws Failed */
export async function ask<Answer>(path: string, body?: object): Promise<Answer> {
  const init: RequestInit = body
    ? { method: 'POST', headers: headers({ 'Content-Type': 'application/json' }), body: JSON.stringify(body) }
    : { headers: headers() };
  const response = await fetch(path, init).catch(() => {
    throw new Failed({ status: 0, code: 'no-answer', title: 'dmsa does not answer', detail: 'Is dmsa run still at work?' });
  });
  if (response.ok) return (await response.json()) as Answer;
  throw new Failed(await problemOf(response));
}

async function problemOf(response: Response): Promise<Problem> {
  const otherwise = { status: response.status, code: 'http', title: `HTTP ${response.status}`, detail: response.statusText };
  return response
    .json()
    .then((data: Partial<Problem>) => ({ ...otherwise, ...data }))
    .catch(() => otherwise);
}

export interface StreamEvents {
  readonly onEvent: (type: string, data: unknown) => void;
  readonly onLink: (link: 'live' | 'lost' | 'locked') => void;
}

/** Nothing for so long: the connection is dead, whatever the browser thinks. */
const SILENT_MS = 20_000;

/** For as long as the page is there. Gives what begins anew at once (another token). */
export function follow({ onEvent, onLink }: StreamEvents): () => void {
  let lastId = '';
  let stop = new AbortController();
  let wait = 500;
  const once = async (): Promise<void> => {
    const here = new AbortController();
    stop = here;
    let silence = window.setTimeout(() => here.abort(), SILENT_MS);
    try {
      const response = await fetch('/api/v1/stream', {
        headers: headers(lastId === '' ? {} : { 'Last-Event-ID': lastId }),
        signal: here.signal,
      });
      if (response.status === 401 || response.status === 403) return onLink('locked');
      if (!response.ok || !response.body) throw new Error(String(response.status));
      wait = 500;
      onLink('live');
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      let rest = '';
      for (;;) {
        const { done, value } = await reader.read();
        if (done) break;
        clearTimeout(silence);
        silence = window.setTimeout(() => here.abort(), SILENT_MS);
        const blocks = `${rest}${value}`.split('\n\n');
        rest = blocks.pop() ?? '';
        for (const block of blocks) {
          const field = (name: string): string =>
            block
              .split('\n')
              .find((line) => line.startsWith(`${name}: `))
              ?.slice(name.length + 2) ?? '';
          const data = field('data');
          if (data !== '') onEvent(field('event'), JSON.parse(data));
          lastId = field('id') || lastId;
        }
      }
      onLink('lost');
    } catch {
      onLink('lost');
    } finally {
      clearTimeout(silence);
    }
  };
  const forever = async (): Promise<void> => {
    for (;;) {
      await once();
      await new Promise<void>((resolve) => {
        const timer = window.setTimeout(resolve, wait);
        stop.signal.addEventListener('abort', () => {
          clearTimeout(timer);
          resolve();
        });
      });
      wait = Math.min(8_000, wait * 2);
    }
  };
  void forever();
  return () => {
    lastId = '';
    wait = 100;
    stop.abort();
  };
}
