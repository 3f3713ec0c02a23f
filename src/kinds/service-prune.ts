/**
 * A service that left its pack. It bears no mark, so the list on the node
 * says what it was like when dmsa first met it: what ran then, or was started at boot then, is somebody's and stays so. What
 * dmsa switched on is switched off again; what dmsa switched off stays off.
 */
import type { Json } from '../json.ts';
import { bootDriver, runDriver } from './boot/drivers.ts';
import { LOOK, readLook } from './boot/look.ts';
import type { SeenService } from './boot/types.ts';
import type { Platform } from './facts.ts';
import type { Change, Observation, Prune, Step } from './kind.ts';
import type { ServiceState } from './service.ts';
import { DAEMONS, type ServiceSpec } from './service-desired.ts';

/** `ran`, `atBoot`: as dmsa first met it. */
type Made = {
  readonly candidates: readonly string[];
  readonly processes: readonly string[];
  readonly ran: boolean;
  readonly atBoot: boolean;
};

export function servicePrune(
  observe: (seen: SeenService, platform: Platform) => Observation<ServiceState>,
): Prune<ServiceSpec, ServiceState> {
  return {
    record({ candidates, processes }, have, before): Json | null {
      if (before !== null) return before;
      // The NFS server, autofs and cron: by the time that dmsa needs them no more, others may.
      if (!have || candidates.some((name) => DAEMONS.has(name))) return null;
      const made: Made = { candidates, processes, ran: have.run.is !== 'no', atBoot: startsAtBoot(have) };
      return made.ran && made.atBoot ? null : made;
    },

    former(_, json) {
      const made = read(json);
      if (!made) return null;
      return { candidates: made.candidates, boot: 'leave', running: 'leave', needs: [], processes: made.processes };
    },

    parse(facts, former) {
      const look = readLook(facts.command(LOOK));
      return new Map(
        former.map(({ name, spec }): [string, Observation<ServiceState>] => {
          if (typeof look === 'string') return [name, { status: 'unknown', why: look }];
          // Its package is gone, and with it all that there was to do.
          if (look.lacks(spec)) return [name, { status: 'absent' }];
          const seen = look.find(spec);
          return [name, typeof seen === 'string' ? { status: 'unknown', why: seen } : observe(seen, facts.platform)];
        }),
      );
    },

    removal({ made: json }, have, wanted, { platform }) {
      const made = read(json);
      // Another entry of the file means the same service by another of its names.
      if (!made || wanted('service').some(({ spec }) => named(spec).includes(have.name))) return { changes: [], steps: [] };
      const changes: Change[] = [];
      const steps: Step[] = [];
      const tool = bootDriver(platform);
      const off = !made.atBoot && tool !== null && (have.boot?.is === 'on' || have.boot?.is === 'partly');
      if (off) {
        changes.push({ path: 'boot', from: have.boot?.says ?? null, to: 'off', where: 'file' });
        steps.push({ do: 'run', script: tool.disable(have.name), label: `disable ${have.name} at boot`, timeoutMs: 60_000 });
      }
      if (!made.ran && have.run.is !== 'no') {
        changes.push({ path: 'running', from: have.run.says, to: 'stopped', where: 'running' });
        const script = runDriver(platform).stop(have.name);
        steps.push({ do: 'run', script, label: `stop ${have.name}`, timeoutMs: 150_000 });
      }
      return { changes, steps: off ? [...steps, ...tool.after] : steps };
    },
  };
}

/** A service that always starts, or in some run levels, was not switched on by dmsa either. */
function startsAtBoot({ boot }: ServiceState): boolean {
  return boot !== null && boot.is !== 'off';
}

function read(json: Json): Made | null {
  if (json === null || typeof json !== 'object' || Array.isArray(json)) return null;
  const { candidates, processes, ran, atBoot } = json as { readonly [key: string]: Json };
  const [of, with_] = [namesIn(candidates), namesIn(processes)];
  if (!of || of.length === 0 || !with_ || typeof ran !== 'boolean' || typeof atBoot !== 'boolean') return null;
  return { candidates: of, processes: with_, ran, atBoot };
}

function named(spec: Json): readonly string[] {
  return namesIn((spec as { readonly [key: string]: Json })['candidates']) ?? [];
}

function namesIn(value: Json | undefined): readonly string[] | null {
  return Array.isArray(value) && value.every((one) => typeof one === 'string') ? value : null;
}
