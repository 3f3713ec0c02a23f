/** Tree → draft: the whole file. Reports what is wrong in itself; what is wrong between parts is for the checks. */

import type { MaxDeletions } from './cluster.ts';
import type { ClusterFile, FileShares, FileSpec, FileSsh } from './cluster-file.gen.ts';
import { parseSchedule } from './cron.ts';
import { decodeChecks } from './decode-checks.ts';
import { decodeData, folder, servicesOf } from './decode-data.ts';
import { decodeLease } from './decode-lease.ts';
import { decodeNode, identityFiles } from './decode-node.ts';
import { decodeNotify } from './decode-notify.ts';
import {
  COMMAND_TIMEOUT,
  CONNECT_TIMEOUT,
  type Decoding,
  parsed,
  path,
  serviceAddresses,
  services,
  sizeOf,
  time,
  variables,
} from './decode-parts.ts';
import { decodeRun } from './decode-run.ts';
import { decodeSshKeys } from './decode-ssh-keys.ts';
import { decodeSyncLimits } from './decode-sync-limits.ts';
import { decodeWatch } from './decode-watch.ts';
import { DEFAULTS } from './defaults.ts';
import type { Draft, DraftGroup, DraftLicense, DraftSsh } from './draft.ts';
import { exportOptionProblems, mountOptionProblems, type OptionProblem } from './nfs-options.ts';
import { accept, show } from './report.ts';
import { parseGroupName, parseInterface, parsePath, parseTypeName } from './syntax.ts';
import { type At, type Entry, entries, field, integer, isFalse, items, keyPlace, type Placed, text } from './tree.ts';

export function decode(root: At<ClusterFile>, decoding: Decoding): Draft {
  const spec = field(root, 'spec');
  const networks = field(spec, 'networks');
  const devices = {
    maintenance:
      parsed(field(field(networks, 'maintenance'), 'interface'), decoding, parseInterface)?.value ??
      DEFAULTS.maintenanceInterface,
    equipment:
      parsed(field(field(networks, 'equipment'), 'interface'), decoding, parseInterface)?.value ?? DEFAULTS.equipmentInterface,
  };
  const set = field(spec, 'variables');
  return {
    at: keyPlace(root, 'spec') ?? root.tree.at,
    name: text(field(field(root, 'metadata'), 'name'))?.value ?? '',
    central: text(field(spec, 'central')),
    nodeTypes: items(field(spec, 'nodeTypes')).flatMap((item) => parsed(item, decoding, parseTypeName) ?? []),
    hostnames: text(field(spec, 'hostnames'))?.value ?? DEFAULTS.hostnames,
    pairsAtBoot: text(field(spec, 'pairsAtBoot'))?.value ?? DEFAULTS.pairsAtBoot,
    maxDeletions: decodeMaxDeletions(field(field(spec, 'safety'), 'maxDeletions')),
    ssh: decodeSsh(field(spec, 'ssh'), decoding),
    devices,
    serviceAddresses: groups(entries(field(spec, 'serviceAddresses')), decoding, (value) => serviceAddresses(value, decoding)),
    packs: groups(
      entries(field(spec, 'packs')).map((pack) => ({ ...pack, value: servicesOf(pack.value) })),
      decoding,
      (value) => services(value, decoding),
    ),
    variables: groups(entries(field(set, 'groups')), decoding, (value) => variables(value, decoding)),
    adapt: variables(field(set, 'adapt'), decoding),
    vars: decodeVars(set, decoding),
    nodes: new Map(entries(field(spec, 'nodes')).map((entry) => [entry.name, decodeNode(entry, devices, decoding)])),
    ...decodeShares(field(spec, 'shares'), decoding),
    sync: rules(field(spec, 'sync')).map((rule) => ({
      at: rule.tree.at,
      type: text(field(rule, 'type')),
      path: path(field(rule, 'path'), decoding),
      exclude: items(field(rule, 'exclude')).flatMap((item) => text(item)?.value ?? []),
      folder: folder(rule),
    })),
    syncLimits: decodeSyncLimits(field(spec, 'syncLimits'), decoding),
    watch: decodeWatch(field(spec, 'watch'), decoding),
    run: decodeRun(field(spec, 'run'), decoding),
    license: decodeLicense(spec, decoding),
    checks: decodeChecks(field(spec, 'checks'), decoding),
    legacyDir: isFalse(field(spec, 'legacyFiles'))
      ? null
      : (path(field(field(spec, 'legacyFiles'), 'directory'), decoding)?.value ?? DEFAULTS.legacyDirectory),
    data: decodeData(spec, decoding),
    sshKeys: decodeSshKeys(spec, decoding),
    lease: decodeLease(field(spec, 'lease'), keyPlace(spec, 'lease'), decoding),
    notify: decodeNotify(field(spec, 'notify'), keyPlace(spec, 'notify'), decoding),
  };
}

function decodeMaxDeletions(at: At<number | string> | null): MaxDeletions | null {
  const share = text(at)?.value;
  const things = integer(at)?.value;
  // Whether it is one or the other was checked against the schema.
  if (share !== undefined) return { percent: Number.parseInt(share, 10) };
  return things === undefined ? null : { things };
}

/** As many as the schema allows: rules are checked against each other. */
function rules<T>(at: At<readonly T[]> | null): readonly At<T>[] {
  return items(at).slice(0, 1000);
}

function groups<V, T>(
  found: readonly Entry<V>[],
  decoding: Decoding,
  decodeItems: (value: At<V>) => readonly T[],
): Map<string, DraftGroup<T>> {
  return new Map(
    found.map(({ name, at, value }) => {
      accept(decoding.report, at, parseGroupName(name));
      return [name, { name, at, items: decodeItems(value), size: sizeOf(value) }];
    }),
  );
}

function decodeVars(at: At<NonNullable<FileSpec['variables']>> | null, decoding: Decoding): Draft['vars'] {
  const base = path(field(at, 'base'), decoding);
  const target = path(field(at, 'target'), decoding);
  const vars = { base: base?.value ?? DEFAULTS.varsBase, target: target?.value ?? DEFAULTS.varsTarget };
  const place = target ?? base;
  if (vars.base === vars.target && place !== null) {
    const detail = `Found ${vars.base} for both. The vendor's file stays as it is: write another target, for example ${DEFAULTS.varsTarget}.`;
    decoding.report.error(
      place.at,
      'vars-target-is-base',
      'The adapted vars file would replace the one it is made from.',
      detail,
    );
  }
  return vars;
}

function decodeSsh(at: At<FileSsh> | null, decoding: Decoding): DraftSsh {
  return {
    user: text(field(at, 'user'))?.value ?? DEFAULTS.sshUser,
    port: integer(field(at, 'port'))?.value ?? DEFAULTS.sshPort,
    identityFiles: identityFiles(field(at, 'identityFile')),
    knownHosts: text(field(at, 'knownHosts'))?.value ?? DEFAULTS.knownHosts,
    hostKey: text(field(at, 'hostKey'))?.value ?? DEFAULTS.hostKey,
    connectTimeoutMs: time(field(at, 'connectTimeout'), CONNECT_TIMEOUT, decoding)?.value ?? DEFAULTS.connectTimeoutMs,
    commandTimeoutMs: time(field(at, 'commandTimeout'), COMMAND_TIMEOUT, decoding)?.value ?? DEFAULTS.commandTimeoutMs,
    throughNeighbours: !isFalse(field(at, 'throughNeighbours')),
  };
}

function decodeShares(at: At<FileShares> | null, decoding: Decoding): Pick<Draft, 'exports' | 'mounts' | 'nfsCheck'> {
  return {
    exports: rules(field(at, 'exports')).map((rule) => ({
      at: rule.tree.at,
      type: text(field(rule, 'type')),
      path: path(field(rule, 'path'), decoding),
      options: options(field(rule, 'options'), exportOptionProblems, decoding),
      folder: folder(rule),
    })),
    mounts: rules(field(at, 'mounts')).map((rule) => {
      const exported = path(field(rule, 'path'), decoding);
      const written = field(rule, 'mountPoint');
      const mountPoint = written === null ? exported : parsed(written, decoding, (value) => parsePath(value, true));
      const mode = text(field(rule, 'mode'))?.value;
      return {
        at: rule.tree.at,
        type: text(field(rule, 'type')),
        from: text(field(rule, 'from')),
        path: exported,
        mountPoint,
        options: options(field(rule, 'options'), mountOptionProblems, decoding),
        mode: mode ?? (mountPoint?.value.includes('${NODE}') === true ? 'demand' : 'boot'),
      };
    }),
    nfsCheck: decodeNfsCheck(field(at, 'nfsCheck'), decoding),
  };
}

function options(at: At<string> | null, check: (text: string) => readonly OptionProblem[], { report }: Decoding): string | null {
  const written = text(at);
  if (written === null) return null;
  for (const { severity, code, summary, detail } of check(written.value)) report[severity](written.at, code, summary, detail);
  return written.value;
}

function decodeNfsCheck(at: At<NonNullable<FileShares['nfsCheck']>> | null, decoding: Decoding): Draft['nfsCheck'] {
  if (isFalse(at)) return null;
  const schedule = parsed(field(at, 'schedule'), decoding, parseSchedule);
  const command = text(field(at, 'command'));
  if (command !== null) checkCommand(command, decoding);
  return { schedule: schedule?.value ?? DEFAULTS.nfsCheckSchedule, command: command?.value ?? DEFAULTS.nfsCheckCommand };
}

function checkCommand(command: Placed<string>, { report }: Decoding): void {
  if (command.value.trim() === '') {
    report.error(
      command.at,
      'bad-command',
      'The command of the NFS check is empty.',
      'Write what is run, or nfsCheck: false for no check.',
    );
  } else if (/(^|[^\\])%/.test(command.value)) {
    const detail = `Found ${show(command.value)}. In a crontab % begins a new line: write \\%.`;
    report.error(command.at, 'bad-command', 'The command of the NFS check has a % in it.', detail);
  }
}

function decodeLicense(spec: At<FileSpec> | null, decoding: Decoding): DraftLicense | null {
  const license = field(spec, 'license');
  if (license === null || license.tree.kind !== 'map') return null;
  const at = keyPlace(spec, 'license') ?? license.tree.at;
  const file = text(field(license, 'file'));
  const fromNode = text(field(license, 'fromNode'));
  const either = 'Write file: ./license for a file beside this one, or fromNode: Web-1 for a node that has it.';
  if (field(license, 'file') !== null && field(license, 'fromNode') !== null) {
    const found = `Found file and fromNode. `;
    decoding.report.error(
      keyPlace(license, 'fromNode') ?? at,
      'license-twice',
      'The license comes from two places.',
      `${found}Keep one of them.`,
    );
  } else if (field(license, 'file') === null && field(license, 'fromNode') === null) {
    decoding.report.error(
      at,
      'license-from-nowhere',
      'It is not said where the license comes from.',
      `Found neither file nor fromNode. ${either}`,
    );
  }
  return { at, path: path(field(license, 'path'), decoding)?.value ?? DEFAULTS.licensePath, file, fromNode };
}
