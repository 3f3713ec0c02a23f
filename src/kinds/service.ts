/**
 * A service at boot and running: the packs of pairs and single nodes, and the daemons that dmsa's own things need (NFS
 * server, autofs, cron). Guide: config_(chkconfig), config_restart_all.sh.
 *
 * The members of a pair: the holder's pack runs, the other's is stopped. What a boot does with it is the cluster's choice
 * (`pairsAtBoot`): `hold` starts nothing by itself, so that a node that comes back never runs beside its standby; `start`
 * has the holder's pack start at boot.
 */

import { quote } from '../quote.ts';
import { bootDriver, runDriver } from './boot/drivers.ts';
import { LOOK, lookScript, readLook } from './boot/look.ts';
import type { BootState, RunState, SeenService } from './boot/types.ts';
import { watchedOf } from './boot/watched.ts';
import type { Platform } from './facts.ts';
import type { Finding, Forecast } from './foretell.ts';
import { type Change, defineKind, type NodeContext, type Observation, type ResourceRef, type Step } from './kind.ts';
import { LEASE } from './lease.ts';
import { underLease } from './lease-files.ts';
import { desiredServices, type ServiceSpec } from './service-desired.ts';
import { servicePrune } from './service-prune.ts';

export type ServiceState = {
  /** The candidate that the node has. */
  readonly name: string;
  /** null: the node has nothing that could say it. */
  readonly boot: BootState | null;
  readonly run: RunState;
};

const SERVICE = 'service';

export const serviceKind = defineKind<ServiceSpec, ServiceState>({
  name: SERVICE,
  title: 'service',

  desired: desiredServices,

  probe(want) {
    const wanted = want.map(({ spec }) => spec);
    return want.length === 0 ? [] : [{ type: 'command', id: LOOK, script: lookScript(wanted), watch: watchedOf(wanted) }];
  },

  parse(facts, want) {
    if (want.length === 0) return new Map();
    const look = readLook(facts.command(LOOK));
    return new Map(
      want.map(({ name, spec }) => {
        const seen = typeof look === 'string' ? look : look.find(spec);
        return [name, typeof seen === 'string' ? { status: 'unknown', why: seen } : observe(seen, facts.platform)];
      }),
    );
  },

  compare(want, have, context) {
    if (!want || !have) return [];
    const changes: Change[] = [];
    const obstacles: string[] = [];
    if (want.running === 'yes' && have.run.is !== 'yes') {
      const doubt = mayRunThere(want, context);
      if (have.run.obstacle !== null) obstacles.push(have.run.obstacle);
      else if (doubt !== null) obstacles.push(doubt);
      else changes.push({ path: 'running', from: have.run.says, to: 'running', where: 'running' });
    }
    if (want.running === 'no' && have.run.is !== 'no')
      changes.push({ path: 'running', from: have.run.says, to: 'stopped', where: 'running' });
    if (bootIsWrong(want, have)) {
      const obstacle =
        have.boot === null
          ? 'the node has none of systemctl, chkconfig and update-rc.d, so what starts at boot cannot be set'
          : have.boot.obstacle;
      if (want.boot === 'on' && obstacle !== null) obstacles.push(obstacle);
      else changes.unshift({ path: 'boot', from: have.boot?.says ?? null, to: want.boot, where: 'file' });
    }
    // What can be done is done; what can't be is said once nothing else is left.
    const [obstacle] = obstacles;
    return changes.length === 0 && obstacle !== undefined ? { unknown: `${have.name}: ${obstacle}` } : changes;
  },

  steps(want, have, { platform }) {
    if (!want || !have) return [];
    const { name, boot, run } = have;
    const steps: Step[] = [];
    const last: Step[] = [];
    const tool = bootDriver(platform);
    // First of all: what is stopped must not come back with the next boot.
    if (tool && bootIsWrong(want, have) && !(want.boot === 'on' && boot?.obstacle != null)) {
      const on = want.boot === 'on';
      steps.push({
        do: 'run',
        script: on ? tool.enable(name) : tool.disable(name),
        label: `${on ? 'enable' : 'disable'} ${name} at boot`,
        timeoutMs: 60_000,
      });
      last.push(...tool.after);
    }
    const driver = runDriver(platform);
    if (want.running === 'yes' && run.is !== 'yes' && run.obstacle === null) {
      const label = `${run.restart ? 'restart' : 'start'} ${name}`;
      const start = prepared(want, platform) + driver.start(name, run);
      const script = want.lease === undefined ? start : underLease(want.lease, name, start, driver.stop(name));
      steps.push({ do: 'run', script, label, timeoutMs: 150_000 });
    }
    if (want.running === 'no' && run.is !== 'no') {
      steps.push({ do: 'run', script: driver.stop(name), label: `stop ${name}`, timeoutMs: 150_000 });
    }
    return [...steps, ...last];
  },

  reads: ({ spec }): readonly ResourceRef[] => (spec.apartFrom ?? []).map(({ node, name }) => ({ node, kind: SERVICE, name })),

  waitsForUnknown: [LEASE],

  // Only what it takes to start it; for the rest the other member is of no matter.
  basis: (want, have) =>
    want.running === 'yes' && have?.run.is !== 'yes'
      ? (want.apartFrom ?? []).map(({ node, name }) => ({ node, kind: SERVICE, name }))
      : [],

  refuses(want, have, context) {
    if (want?.running !== 'yes' || have?.run.is === 'yes') return null;
    return runsThere(want, context) ?? mayRunThere(want, context);
  },

  // A pack that is stopped is ordered the other way round, and its services stand on nothing.
  builtOn: ({ spec, after }) => (spec.running === 'no' ? [] : after),

  prune: servicePrune(observe),

  foretell(want, have, { platform }): Forecast {
    if (!want || !have) return {};
    const masked = obstaclesOf(want, have).map(
      (why): Finding => ({
        code: 'service-masked',
        sentence: `not all that is wanted of ${have.name} can be done: ${why}`,
        detail: 'What can be done with it is done; this is said again once nothing else is left.',
        severity: 'warning',
      }),
    );
    const starts = want.running === 'yes' && have.run.is !== 'yes' && have.run.obstacle === null;
    if (!starts || platform.init === 'systemd' || want.needs.length === 0) return { judge: () => masked };
    const { needs } = want;
    const id = `foretell-needs ${needs.join(' ')}`;
    const script = `for name in ${needs.map(quote).join(' ')}; do if [ -x "/etc/init.d/$name" ]; then echo there; fi; done; echo end`;
    return {
      requests: [{ type: 'command', id, script }],
      judge: ({ facts }) => {
        const fact = facts.command(id);
        const missing = fact.status === 'done' && fact.stdout.trim() === 'end';
        return missing ? [...masked, withoutNeeds(have.name, needs)] : masked;
      },
    };
  },
});

/** Planned all the same, as the same plan stops it there first; what is done asks again (`refuses`). */
function runsThere({ apartFrom = [] }: ServiceSpec, { node: here, look }: Pick<NodeContext, 'node' | 'look'>): string | null {
  for (const { node, name } of apartFrom) {
    const seen = look({ node, kind: SERVICE, name });
    if (seen.status === 'present' && (seen.state as ServiceState).run.is !== 'no')
      return `${name} still runs on ${node}: it is started on ${here} once the pack has stopped there`;
  }
  return null;
}

/** Why it must not be started here; null where the other member's pack was seen, or nothing of it is asked. */
function mayRunThere({ apartFrom = [] }: ServiceSpec, { node: here, look }: Pick<NodeContext, 'node' | 'look'>): string | null {
  for (const { node, name } of apartFrom) {
    const seen = look({ node, kind: SERVICE, name });
    if (seen.status === 'unknown') return `${name} may still run on ${node} (${seen.why}), so it is not started on ${here}`;
  }
  return null;
}

/** Of what is wanted and can't be done, why. */
function obstaclesOf(want: ServiceSpec, have: ServiceState): readonly string[] {
  const run = want.running === 'yes' && have.run.is !== 'yes' ? have.run.obstacle : null;
  const boot = want.boot === 'on' && bootIsWrong(want, have) ? (have.boot?.obstacle ?? null) : null;
  return [run, boot].flatMap((why) => why ?? []);
}

function withoutNeeds(name: string, needs: readonly string[]): Finding {
  return {
    code: 'needs-missing',
    sentence: `${name} needs ${needs.join(' or ')}, and there is no init script of such a name`,
    detail: `It may start and not work. Install ${needs[0]}.`,
    severity: 'warning',
  };
}

function observe(seen: SeenService, platform: Platform): Observation<ServiceState> {
  const run = runDriver(platform).read(seen);
  if (typeof run === 'string') return { status: 'unknown', why: run };
  return { status: 'present', state: { name: seen.name, boot: bootDriver(platform)?.read(seen) ?? null, run } };
}

/** `fixed` can't be changed: it is wrong only where it is to be on and the node says it never will be. */
function bootIsWrong({ boot: want }: ServiceSpec, { boot }: ServiceState): boolean {
  switch (want) {
    case 'leave':
      return false;
    case 'off':
      return boot !== null && (boot.is === 'on' || boot.is === 'partly');
    case 'on':
      return boot === null || (boot.is !== 'on' && boot.says !== 'indirect');
  }
}

const STOPPED: RunState = { is: 'no', says: 'stopped', obstacle: null, restart: false };

/** systemd knows what a unit needs; init scripts expect it to be there. */
function prepared({ needs }: ServiceSpec, platform: Platform): string {
  if (platform.init === 'systemd') return '';
  const driver = runDriver(platform);
  return needs
    .map(
      (name) =>
        `if [ -x /etc/init.d/${name} ] && ! /etc/init.d/${name} status >/dev/null 2>&1; then\n${driver.start(name, STOPPED)}\nfi\n`,
    )
    .join('');
}
