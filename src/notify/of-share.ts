/** What of a controller's share is worth telling to somebody who is not looking. Pure. */
import type { ShareEvent } from '../lease/share-port.ts';
import type { Telling } from './notice.ts';

export function tellingsOfShare(event: ShareEvent): readonly Telling[] {
  const base = { event: 'problem', severity: 'warning', pair: null, standby: null } as const;
  switch (event.is) {
    case 'silent': {
      const sentence = `the arbiter of the controllers does not answer: nodes are not changed once its leases have run out (${event.why})`;
      return [{ ...base, code: 'no-arbiter', sentence, matter: { key: 'controllers arbiter', does: 'begin' } }];
    }
    case 'back': {
      const sentence = 'the arbiter of the controllers answers again';
      return [{ ...base, code: 'arbiter-back', sentence, matter: { key: 'controllers arbiter', does: 'end' } }];
    }
    case 'left': {
      const sentence = `the controller ${event.controller} is gone, and its share goes to: ${event.alive.join(', ')}`;
      return [{ ...base, code: 'controller-left', sentence, matter: { key: `controller ${event.controller}`, does: 'begin' } }];
    }
    case 'joined': {
      const sentence = `the controller ${event.controller} is there`;
      return [{ ...base, code: 'controller-joined', sentence, matter: { key: `controller ${event.controller}`, does: 'end' } }];
    }
    case 'name-taken': {
      const sentence = `another controller is called ${event.controller}: this one changes nothing (--controller NAME)`;
      return [{ ...base, code: 'name-taken', sentence }];
    }
    // What goes from one to the other is no trouble by itself.
    case 'takes':
    case 'gives':
    case 'lost':
      return [];
  }
}
