/** Exports, mounts and sync rules against each other and against the nodes there are. */
import { STANDBY_TYPE } from './defaults.ts';
import type { Draft, DraftExport, DraftMount } from './draft.ts';
import { listed, type Report, show } from './report.ts';
import type { ResolvedNode } from './resolve.ts';
import { inside } from './syntax.ts';
import type { Placed } from './tree.ts';

/** Mounting or copying over these breaks a node; `/opt` and `/var` themselves are left to the operator below. */
const SYSTEM = [
  '/bin',
  '/boot',
  '/dev',
  '/etc',
  '/lib',
  '/lib64',
  '/proc',
  '/root',
  '/run',
  '/sbin',
  '/sys',
  '/tmp',
  '/usr',
  '/var',
];
/** File systems that the kernel makes up: nothing to export or copy. */
export const KERNEL_DIRECTORIES = ['/dev', '/proc', '/sys', '/run'];

export function checkShares(draft: Draft, nodes: readonly ResolvedNode[], report: Report): void {
  checkExports(draft.exports, report);
  const actives = new Map<string, string[]>();
  for (const { node, effectiveType } of nodes) {
    if (node.backupOf !== null || effectiveType === null) continue;
    const names = actives.get(effectiveType);
    if (names === undefined) actives.set(effectiveType, [node.name]);
    else names.push(node.name);
  }
  const offered = new Map<string, DraftExport[]>();
  for (const rule of draft.exports) {
    if (rule.type !== null) offered.set(rule.type.value, [...(offered.get(rule.type.value) ?? []), rule]);
  }
  for (const mount of draft.mounts) checkMount(mount, offered, actives, report);
  checkMountPoints(draft, actives, report);
  checkSync(draft, report);
}

function checkExports(rules: readonly DraftExport[], report: Report): void {
  const seen = new Map<string, number>();
  for (const { type, path } of rules) {
    if (path === null) continue;
    systemPath(path, 'exported', path.value === '/' || KERNEL_DIRECTORIES.some((dir) => inside(path.value, dir)), report);
    const key = `${type?.value}:${path.value}`;
    const first = seen.get(key);
    if (type === null || first === undefined) {
      seen.set(key, path.at);
      continue;
    }
    const detail = `Found ${path.value} for ${type.value}; line ${report.place(first).line} has it already. Remove one.`;
    report.error(path.at, 'duplicate-export', 'A directory is exported twice.', detail);
  }
}

function systemPath(path: Placed<string>, done: string, bad: boolean, report: Report): void {
  if (!bad) return;
  const detail = `Found ${show(path.value)}, which is part of the system itself. Write a directory of the application, for example /opt/rrd.`;
  report.error(path.at, 'system-directory', `A system directory is ${done}.`, detail);
}

function checkMount(
  mount: DraftMount,
  exports: ReadonlyMap<string, readonly DraftExport[]>,
  actives: ReadonlyMap<string, readonly string[]>,
  report: Report,
): void {
  const { type, from, path, mountPoint } = mount;
  if (from !== null && path !== null && from.value !== STANDBY_TYPE) {
    const offered = exports.get(from.value) ?? [];
    if (!offered.some((rule) => rule.path === null || inside(path.value, rule.path.value))) {
      const paths = offered.flatMap((rule) => rule.path?.value ?? []);
      const has = paths.length === 0 ? `${from.value} exports nothing.` : `${from.value} exports ${listed(paths)}.`;
      const detail = `Found ${path.value} from ${from.value}. ${has}${paths.length > 12 ? '' : report.suggest(path.value, paths).replace(/ There are:.*/, '')} Write it under shares.exports: { type: ${from.value}, path: ${path.value} }, or mount what is exported.`;
      report.error(path.at, 'mount-without-export', 'A mount is of a directory that nobody exports.', detail);
    }
  }
  if (from !== null && mountPoint !== null && !mountPoint.value.includes('${NODE}')) {
    const exporters = actives.get(from.value) ?? [];
    if (exporters.length > 1) {
      const detail = `Found ${mountPoint.value} for ${listed(exporters)}. Write mountPoint: ${mountPoint.value === '/' ? '' : mountPoint.value}/\${NODE}, which is the exporter's name.`;
      report.error(mountPoint.at, 'mount-point-shared', 'Several nodes would be mounted on one directory.', detail);
    }
  }
  if (mountPoint === null) return;
  systemPath(
    mountPoint,
    'mounted over',
    mountPoint.value === '/' || mountPoint.value === '/opt' || isSystem(mountPoint.value),
    report,
  );
  for (const rule of exports.get(type?.value ?? '') ?? []) {
    if (rule.path === null || type === null) continue;
    if (!inside(rule.path.value, mountPoint.value)) continue;
    const detail = `Found ${mountPoint.value}, and ${type.value} nodes export ${rule.path.value} (line ${report.place(rule.path.at).line}). The mount would hide it: write another mountPoint.`;
    report.error(mountPoint.at, 'mount-over-export', 'A mount lies over a directory that the same node exports.', detail);
  }
}

function isSystem(path: string): boolean {
  return SYSTEM.includes(path) || KERNEL_DIRECTORIES.some((dir) => inside(path, dir));
}

/** Every mount point that comes to be on the nodes of a type is there once, and none is below another. */
function checkMountPoints(draft: Draft, actives: ReadonlyMap<string, readonly string[]>, report: Report): void {
  const names = new Map([...actives].map(([type, nodes]) => [type, new Set(nodes)]));
  const byType = new Map<string, Map<string, DraftMount>>();
  for (const mount of draft.mounts) {
    const { type, from, mountPoint } = mount;
    if (type === null || mountPoint === null) continue;
    const points = byType.get(type.value) ?? new Map<string, DraftMount>();
    byType.set(type.value, points);
    // Mount points with ${NODE} of two exporting types never meet: node names are unique.
    const withNode = mountPoint.value.includes('${NODE}');
    const first =
      [...points.values()].find((other) => meets(other, mount, names) || meets(mount, other, names)) ??
      (withNode ? undefined : points.get(mountPoint.value));
    if (first === undefined) points.set(withNode ? `${mountPoint.value} ${from?.value}` : mountPoint.value, mount);
    else {
      const line = report.place(first.mountPoint?.at ?? first.at).line;
      const detail = `Found ${mountPoint.value} on ${type.value} nodes; line ${line} mounts there already. Write another mountPoint, or remove one.`;
      report.error(mountPoint.at, 'duplicate-mount', 'Two mounts are on one directory.', detail);
    }
  }
  for (const [type, points] of byType) {
    for (const mount of points.values()) {
      const { mountPoint } = mount;
      const above = mountPoint === null ? undefined : parents(mountPoint.value).find((parent) => points.has(parent));
      if (mountPoint === null || above === undefined) continue;
      const detail = `Found ${mountPoint.value} below ${above} on ${type} nodes. It is there only while the one above is: write a mount point beside it.`;
      report.warning(mountPoint.at, 'nested-mount', 'A mount lies inside another mount.', detail);
    }
  }
}

/** Whether a mount point with `${NODE}` comes to be the other one for some exporter. */
function meets(template: DraftMount, other: DraftMount, names: ReadonlyMap<string, ReadonlySet<string>>): boolean {
  if (template.mountPoint === null || other.mountPoint === null) return false;
  const [before = '', ...rest] = template.mountPoint.value.split('${NODE}');
  const point = other.mountPoint.value;
  if (rest.length === 0) return false;
  if (point === template.mountPoint.value) return template.from?.value === other.from?.value;
  if (!point.startsWith(before)) return false;
  const name = point.slice(before.length).split('/')[0] ?? '';
  const exporter = [name, name.slice(0, name.length - (rest[0]?.split('/')[0] ?? '').length)].find((n) =>
    names.get(template.from?.value ?? '')?.has(n),
  );
  return exporter !== undefined && template.mountPoint.value.replaceAll('${NODE}', exporter) === point;
}

function parents(path: string): readonly string[] {
  const parts = path.split('/');
  return parts.slice(2).map((_, i) => parts.slice(0, i + 2).join('/'));
}

function checkSync(draft: Draft, report: Report): void {
  const seen: { readonly type: string; readonly path: string; readonly at: number }[] = [];
  for (const { type, path } of draft.sync) {
    if (type === null || path === null) continue;
    systemPath(path, 'copied over', path.value === '/' || isSystem(path.value), report);
    const first = seen.find(
      (other) => other.type === type.value && (inside(path.value, other.path) || inside(other.path, path.value)),
    );
    if (first !== undefined) {
      const detail = `Found ${path.value} for ${type.value}; line ${report.place(first.at).line} has ${first.path}. Keep the outer one, and use exclude for what is not wanted.`;
      const same = first.path === path.value;
      const summary = same ? 'A directory is copied twice.' : 'A directory is copied twice, once as a part of another.';
      report[same ? 'error' : 'warning'](path.at, 'duplicate-sync', summary, detail);
    }
    seen.push({ type: type.value, path: path.value, at: path.at });
    const mount = draft.mounts.find(
      (rule) => rule.type?.value === type.value && rule.mountPoint !== null && inside(path.value, rule.mountPoint.value),
    );
    if (mount !== undefined) {
      const detail = `Found ${path.value}; ${type.value} nodes mount ${mount.mountPoint?.value} from ${mount.from?.value} (line ${report.place(mount.at).line}), and the standby mounts it as well. Remove the sync rule.`;
      report.warning(path.at, 'sync-of-mount', 'A directory is copied that is mounted from another node.', detail);
    }
  }
}

/** Mounts go over the exporter's service address on the maintenance network: without one there is no mount. */
export function checkExporters(
  draft: Draft,
  nodes: readonly ResolvedNode[],
  hasMaintenance: (node: string) => boolean,
  report: Report,
): void {
  const mounted = new Map<string, DraftMount>();
  for (const mount of draft.mounts)
    if (mount.from !== null && !mounted.has(mount.from.value)) mounted.set(mount.from.value, mount);
  for (const { node, effectiveType } of nodes) {
    if (node.backupOf !== null || effectiveType === null || hasMaintenance(node.name)) continue;
    const mount = mounted.get(effectiveType);
    if (mount === undefined) continue;
    const detail = `Found none on the maintenance network of ${node.name}; line ${report.place(mount.at).line} mounts from ${effectiveType} nodes over it. Write serviceAddresses with ${node.interfaces.maintenance.device}:1, for example { ${node.interfaces.maintenance.device}:1: 10.0.0.111/24 }.`;
    report.error(
      node.at,
      'exporter-without-service-address',
      'A node that others mount from has no service address.',
      detail,
      node.name,
    );
  }
}
