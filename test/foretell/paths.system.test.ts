/** What is foretold of files and folders, on real file systems and with every shell that a node may have. Needs root. */
import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { forecasts } from '../../src/diff/foretell.ts';
import type { Action } from '../../src/diff/plan.ts';
import type { Platform } from '../../src/kinds/facts.ts';
import type { Forecast } from '../../src/kinds/foretell.ts';
import { type AnyKind, resourceId, type Step } from '../../src/kinds/kind.ts';
import { buildProbe } from '../../src/observe/probe.ts';
import { wrapScript } from '../../src/transport/wrap.ts';
import { enter, startNode, type TestNode } from '../apply/node.ts';
import { factsOf, installBusybox, NONCE, SHELLS } from '../observe/shells.ts';
import { plan } from '../views/sample-plans.ts';

/** A FUSE server that never answers: whoever so much as looks at it waits for ever, as with a dead NFS server. */
const HUNG = 'exec 3<>/dev/fuse; mount -i -t fuse -o fd=3,rootmode=40000,user_id=0,group_id=0 dead:/x /srv/hung';

let node: TestNode;
beforeAll(async () => {
  installBusybox();
  node = await startNode(
    'node',
    `cd /srv; mkdir full ro few 'with blank' hung plain point
    mount -t tmpfs -o size=64k tmpfs full; echo old >full/there
    dd if=/dev/zero of=full/fill bs=4k 2>/dev/null || :
    mount -t tmpfs -o size=1m tmpfs ro; echo old >ro/there; mount -o remount,ro ro
    mount -t tmpfs -o size=1m,nr_inodes=3 tmpfs few; touch few/a few/b
    mount -t tmpfs -o size=1m tmpfs 'with blank'; mount -o remount,ro 'with blank'
    ln -s /srv/full elsewhere; ln -s nowhere/far dangling; ln -s round round; ln -s ../srv/plain/file link
    ln -s /srv/hung/x far; echo text >file; mkfifo pipe; echo hidden >point/.hidden
    ${HUNG}`,
  );
});
afterAll(() => node.close());

const write = (path: string, bytes = 10): Step => ({
  do: 'write',
  path,
  content: 'x'.repeat(bytes),
  mode: '0644',
  owner: 'root',
  group: 'root',
});
const edit = (path: string): Step => ({
  do: 'edit',
  path,
  mode: '0644',
  edit: { type: 'block', block: 'b', remove: [], add: ['line'] },
});

interface Given {
  readonly steps?: readonly Step[];
  readonly forecast?: Forecast;
}

/** What is found of each action, by its name. */
function found(shell: readonly string[], given: Readonly<Record<string, Given>>): Readonly<Record<string, readonly string[]>> {
  const platform: Platform = { os: '', hostname: '', init: 'sysv', boot: null, network: null, tools: new Set() };
  const actions = Object.entries(given).map(([name, { steps }]): Action => {
    const ref = { node: 'node', kind: 'test', name };
    return {
      ...ref,
      id: resourceId(ref),
      verb: 'create',
      reason: { code: 'absent', sentence: '' },
      fields: [],
      after: [],
      steps: steps ?? [],
      basedOn: [],
      risksConnection: false,
      intent: 'intended',
      specFingerprint: 'f',
      specHoldsSecret: false,
      findings: [],
    };
  });
  const kind = { name: 'test', foretell: (want: unknown) => given[String(want)]?.forecast ?? {} } as unknown as AnyKind;
  const forecast = forecasts({
    plan: plan({ actions }),
    kinds: [kind],
    wantOf: (id) => id.split('/').slice(2).join('/'),
    contextOf: () => ({ node: 'node', platform, look: () => ({ status: 'absent' }) }),
  }).get('node');
  if (!forecast) throw new Error('no forecast');
  const probe = buildProbe(forecast.requests, NONCE);
  const { stdout, stderr, error } = spawnSync('nsenter', [...enter(node.pid), ...shell], {
    input: wrapScript(probe.script),
    timeout: 10_000,
  });
  if (error) throw error;
  const { findings, problems } = forecast.judge(factsOf(probe.cut(stdout, stderr)));
  if (problems.length > 0) throw new Error(problems.join('\n'));
  return Object.fromEntries(
    actions.map(({ id, name }) => [name, (findings.get(id) ?? []).map(({ code, sentence }) => `${code}: ${sentence}`)]),
  );
}

describe.each(SHELLS.map((shell) => [shell.join(' '), shell] as const))('%s', (_, shell) => {
  it('nothing is found where all is well, and the look leaves nothing behind', () => {
    // Not the one that hangs.
    const list = () => node.sh('ls -A /srv; ls -AR /srv/plain /srv/full /srv/few /srv/point /var/lib/dmsa');
    const before = list();
    expect(
      found(shell, {
        new: { steps: [write('/srv/plain/new')] },
        deep: { steps: [write('/srv/plain/a/b/c/new')] },
        there: { steps: [write('/srv/file'), edit('/srv/file')] },
        gone: { steps: [{ do: 'remove', path: '/srv/plain/never' }] },
        linked: { steps: [write('/srv/link', 0)] },
        folder: { forecast: { folders: ['/srv/plain/a/b', '/srv/plain'] } },
      }),
    ).toEqual({
      new: [],
      deep: [],
      there: [],
      gone: [],
      // A link to a file that is not there yet in a folder that is: apply does not write through it either.
      linked: ['dangling-link: /srv/link is, or lies behind, a symbolic link to nothing'],
      folder: [],
    });
    expect(list()).toBe(before);
  });

  it('a full disk, also behind a link, and one without inodes', () => {
    const full = 'no-space: too little space is left on the file system at /srv/full';
    expect(
      found(shell, {
        full: { steps: [write('/srv/full/new')] },
        replaced: { steps: [write('/srv/full/there')] },
        linked: { steps: [edit('/srv/elsewhere/sub/new')] },
        removed: { steps: [{ do: 'remove', path: '/srv/full/there' }] },
        other: { steps: [write('/srv/plain/new')] },
        few: { steps: [write('/srv/few/new')] },
      }),
    ).toEqual({
      full: [full],
      replaced: [full],
      linked: [full],
      removed: [],
      other: [],
      few: ['no-inodes: too few inodes are left on the file system at /srv/few'],
    });
  });

  it('one file that is larger than what is left, counted together with the others', () => {
    expect(found(shell, { one: { steps: [write('/srv/plain/a', 100)] } })).toEqual({ one: [] });
    const room = Number(node.sh(`stat -f -c '%f' /srv/plain`)) * Number(node.sh(`stat -f -c '%S' /srv/plain`));
    expect(room).toBeGreaterThan(1_000_000);
    node.sh('mkdir -p /srv/small; mount -t tmpfs -o size=128k tmpfs /srv/small');
    try {
      const half = [write('/srv/small/a', 70_000)];
      expect(found(shell, { half: { steps: half } })).toEqual({ half: [] });
      const both = found(shell, { half: { steps: half }, rest: { steps: [write('/srv/small/b', 70_000)] } });
      expect(
        Object.values(both)
          .flat()
          .map((text) => text.split(':')[0]),
      ).toEqual(['no-space', 'no-space']);
    } finally {
      node.sh('umount /srv/small');
    }
  });

  it('a read-only mount, also one with a blank in its name', () => {
    expect(
      found(shell, {
        new: { steps: [write('/srv/ro/new')] },
        there: { steps: [write('/srv/ro/there')] },
        removed: { steps: [{ do: 'remove', path: '/srv/ro/there' }] },
        absent: { steps: [{ do: 'remove', path: '/srv/ro/never' }] },
        folder: { forecast: { folders: ['/srv/ro/a'] } },
        blank: { steps: [edit('/srv/with blank/new')] },
      }),
    ).toEqual({
      new: ["read-only: /srv/ro/new can't be written: the file system at /srv/ro is read-only"],
      there: ["read-only: /srv/ro/there can't be written: the file system at /srv/ro is read-only"],
      removed: ["read-only: /srv/ro/there can't be removed: the file system at /srv/ro is read-only"],
      absent: [],
      folder: ["read-only: /srv/ro/a can't be made: the file system at /srv/ro is read-only"],
      blank: ["read-only: /srv/with blank/new can't be written: the file system at /srv/with blank is read-only"],
    });
  });

  it('the root file system, where that is read-only', () => {
    node.sh('mount -o remount,bind,ro /');
    try {
      expect(found(shell, { etc: { steps: [write('/etc/dmsa-new')] } })).toEqual({
        etc: ["read-only: /etc/dmsa-new can't be written: the file system at / is read-only"],
      });
    } finally {
      node.sh('mount -o remount,bind,rw /');
    }
  });

  it('what stands in the way: a folder, a pipe, a file in the place of a folder, links to nothing and in a circle', () => {
    expect(
      found(shell, {
        folder: { steps: [write('/srv/plain')] },
        pipe: { steps: [write('/srv/pipe')] },
        below: { steps: [write('/srv/file/below')] },
        made: { forecast: { folders: ['/srv/file'] } },
        dangling: { steps: [write('/srv/dangling/x')] },
        round: { steps: [write('/srv/round/x')] },
      }),
    ).toEqual({
      folder: ["not-a-file: /srv/plain is a folder, so it can't be written"],
      pipe: ['not-a-file: /srv/pipe is neither a file nor a folder'],
      below: ["not-a-folder: /srv/file is no folder, so /srv/file/below can't be made"],
      made: ['not-a-folder: /srv/file is no folder'],
      dangling: ['dangling-link: /srv/dangling/x is, or lies behind, a symbolic link to nothing'],
      round: ['dangling-link: /srv/round/x lies behind symbolic links that lead in a circle'],
    });
  });

  it('a dead network file system is never touched, also behind a link, and nothing is said of it', () => {
    expect(
      found(shell, {
        below: { steps: [write('/srv/hung/x/new')] },
        itself: { forecast: { covers: ['/srv/hung'] } },
        linked: { steps: [write('/srv/far/new')] },
        other: { steps: [write('/srv/ro/new')] },
      }),
    ).toMatchObject({ below: [], itself: [], linked: [], other: [expect.stringContaining('read-only')] });
  });

  it('below what this same plan mounts, what is there now says nothing; whether a mount point is empty is told', () => {
    let filled: readonly unknown[] = [];
    expect(
      found(shell, {
        mount: {
          forecast: {
            covers: ['/srv/ro', '/srv/point', '/srv/plain'],
            judge({ place }) {
              filled = ['/srv/ro', '/srv/point', '/srv/plain'].map((path) => {
                const seen = place(path);
                return seen.status === 'there' ? seen.filled : seen.status;
              });
              return [];
            },
          },
        },
        below: { steps: [write('/srv/ro/new')] },
      }),
    ).toEqual({ mount: [], below: [] });
    expect(filled).toEqual([true, true, false]);
  });

  it("without room for dmsa's own lock and list, every action of the node would fail", () => {
    node.sh('mount -o remount,ro /var/lib/dmsa');
    try {
      const said = found(shell, { service: {}, file: { steps: [write('/srv/plain/new')] } });
      for (const one of Object.values(said)) expect(one).toEqual([expect.stringMatching(/^read-only: \/var\/lib\/dmsa\//)]);
    } finally {
      node.sh('mount -o remount,rw /var/lib/dmsa');
    }
  });
});
