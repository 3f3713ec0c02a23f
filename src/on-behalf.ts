/** For whom something is done that was asked for over the network: the name of the token, in whatever says who did it. */
import { AsyncLocalStorage } from 'node:async_hooks';

const asked = new AsyncLocalStorage<string>();

/** All that is done in `what`, also later, is done for that name. */
export function onBehalfOf<T>(name: string, what: () => T): T {
  return asked.run(name, what);
}

/** `ann (as root@central)`; `user` itself where it is done for nobody else. */
export function behalf(user: string): string {
  const name = asked.getStore();
  return name === undefined ? user : `${name} (as ${user})`;
}
