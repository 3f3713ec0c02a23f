/** What a route answers, and errors as people and programs can read them (RFC 9457). */
import type { ServerResponse } from 'node:http';
import type { Json } from '../json.ts';

export type Reply =
  | {
      readonly status: number;
      readonly type: string;
      readonly body: string | Uint8Array;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** It writes for as long as it likes; headers are sent already. */
  | { readonly stream: (response: ServerResponse) => void };

export function json(body: Json | object, status = 200, headers: Readonly<Record<string, string>> = {}): Reply {
  return { status, type: 'application/json', body: JSON.stringify(body), headers };
}

/** A refusal: `detail` says what to do. */
export class Refused extends Error {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, code: string, title: string, detail: string, headers: Readonly<Record<string, string>> = {}) {
    super(title);
    this.name = 'Refused';
    this.status = status;
    this.code = code;
    this.detail = detail;
    this.headers = headers;
  }
}

export function problem({ status, code, message, detail, headers }: Refused): Reply {
  const body = { type: `urn:dmsa:problem:${code}`, title: message, status, code, detail };
  return { status, type: 'application/problem+json', body: JSON.stringify(body), headers };
}
