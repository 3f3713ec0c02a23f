/** What is worth telling of all that happens to nodes and to the cluster file itself. Pure. */
import type { LoopEvent, NodeEvent } from '../events/loop-event.ts';
import { thingOf } from '../views/nodes.ts';
import type { Telling } from './notice.ts';
import { tellingsOfShare } from './of-share.ts';

export type OtherEvent = Exclude<LoopEvent, { readonly of: 'pair' } | { readonly of: 'step' }>;

export function tellingsOfOther(told: OtherEvent): readonly Telling[] {
  switch (told.of) {
    case 'node':
      return ofNode(told.event);
    case 'file':
      return told.event.type === 'refused'
        ? [refused(told.event.file, 'file-refused', told.event.why)]
        : [accepted(told.event.file)];
    // Whoever asked for it looks at it.
    case 'operator':
      return [];
    case 'share':
      return tellingsOfShare(told.event);
    case 'git': {
      const { event } = told;
      switch (event.type) {
        case 'refused':
          return [refused(event.file, event.code, event.why)];
        case 'taken':
        case 'same':
          return [accepted(event.file)];
        case 'unreachable': {
          const sentence = `${event.file} can't be fetched, what was in force stays so: ${event.why}`;
          return [{ ...REVISION, code: 'git-unreachable', sentence, matter: { key: `git ${event.file}`, does: 'begin' } }];
        }
        case 'reached': {
          const sentence = `${event.file} can be fetched again`;
          return [{ ...REVISION, code: 'git-unreachable', sentence, matter: { key: `git ${event.file}`, does: 'end' } }];
        }
      }
    }
  }
}

const NO_PAIR = { pair: null, standby: null } as const;
const REVISION = { ...NO_PAIR, event: 'revision', severity: 'warning' } as const;

function refused(file: string, code: string, why: string): Telling {
  const [first = '', ...detail] = why.split('\n');
  const sentence = `what ${file} says is refused, and what was in force stays so: ${first}`;
  return { ...REVISION, code, sentence, detail, matter: { key: `revision ${file}`, does: 'begin' } };
}

function accepted(file: string): Telling {
  const sentence = `what ${file} says is in force again`;
  return { ...REVISION, code: 'taken', sentence, matter: { key: `revision ${file}`, does: 'end' } };
}

function ofNode(event: NodeEvent): readonly Telling[] {
  switch (event.type) {
    case 'node': {
      const { node, is, why } = event;
      const base = { ...NO_PAIR, event: 'lost', severity: 'warning', code: 'lost', node } as const;
      const key = `lost ${node}`;
      return is === 'lost'
        ? [{ ...base, sentence: `${node} can't be reached: ${why ?? 'it does not say why'}`, matter: { key, does: 'begin' } }]
        : [{ ...base, sentence: `${node} can be reached again`, matter: { key, does: 'end' } }];
    }
    case 'fight': {
      const { node, id, is, change, rounds } = event;
      const base = { ...NO_PAIR, event: 'fight', severity: 'alarm', code: 'fight', node } as const;
      const what = `${thingOf(id)} on ${node}`;
      const key = `fight ${id}`;
      if (is === 'begins') {
        const sentence = `somebody changes ${what} back again and again (${change}): put right ${rounds} times, it is left alone now`;
        return [{ ...base, sentence, matter: { key, does: 'begin' } }];
      }
      const sentence = is === 'over' ? `${what} is as wanted, and nobody changes it back` : `${what} is taken up again`;
      return [{ ...base, sentence, matter: { key, does: 'end' } }];
    }
    case 'failed': {
      const { node, id, why } = event;
      const [first = '', ...detail] = why.split('\n');
      const sentence = `${thingOf(id)} on ${node} could not be put right: ${first}`;
      return [{ ...failing(node, id), sentence, detail, matter: { key: `failed ${id}`, does: 'begin' } }];
    }
    case 'healed':
    case 'gone':
      return event.ids.map((id): Telling => {
        const sentence = `${thingOf(id)} on ${event.node} is as wanted`;
        return { ...failing(event.node, id), sentence, matter: { key: `failed ${id}`, does: 'end' } };
      });
    case 'suspension': {
      // Whoever gave it knows.
      if (event.is === 'begun') return [];
      const [node = null, ...others] = event.nodes ?? [];
      const base = { ...NO_PAIR, event: 'suspension', severity: 'info', code: 'suspension-ended' } as const;
      return [{ ...base, node: others.length === 0 ? node : null, sentence: `ended: ${event.text}` }];
    }
    // Told on the screen, in the journal and in dmsa status: nobody has to be woken for it.
    case 'drift':
    case 'waits':
    case 'window':
    case 'revision':
    case 'acted':
    case 'problem':
    case 'stream':
      return [];
  }
}

function failing(node: string, id: string) {
  const [, kind = 'thing'] = id.split('/');
  return { ...NO_PAIR, event: 'failed', severity: 'warning', code: `${kind}-failed`, node } as const;
}
