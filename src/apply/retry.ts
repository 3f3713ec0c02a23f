import { TransportError } from '../transport/transport.ts';

/** Tries once more what may be repeated, where the connection turns out to be dead. */
export async function again<Result>(what: () => Promise<Result>): Promise<Result> {
  try {
    return await what();
  } catch (error) {
    if (error instanceof TransportError && error.diagnostic.code === 'connection-lost') return what();
    throw error;
  }
}
