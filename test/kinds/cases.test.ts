/**
 * One runner for every kind: each folder test/kinds/<kind>/<case>/ holds a case.yaml (what is wanted, what a real node
 * said) and what must follow from it. UPDATE_CASES=1 writes the expectations anew; read the difference before you commit it.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import type { Json } from '../../src/json.ts';
import { applyEdit } from '../../src/kinds/edit.ts';
import type { Facts } from '../../src/kinds/facts.ts';
import type { Finding, Place } from '../../src/kinds/foretell.ts';
import { type AnyKind, type NodeContext, type Observation, type Resource, resourceId, type Step } from '../../src/kinds/kind.ts';
import { KINDS } from '../../src/kinds/registry.ts';
import { type CaseFacts, memoryFacts, platformOf } from './memory-facts.ts';

interface Case {
  readonly note: string;
  readonly platform: string;
  readonly want: readonly { readonly name: string; readonly spec: Json }[];
  readonly facts: CaseFacts;
  /** Other resources' observations by id, where compare reads them. */
  readonly look?: Readonly<Record<string, Observation>>;
  /** Tools that the platform has otherwise. */
  readonly without?: readonly string[];
  /** What the second look brought, where the case is about what is foretold. Findings are then part of what is expected. */
  readonly foretell?: CaseForetell;
}

interface CaseForetell {
  /** Ids of resources that this same plan brings about, and those that come first of the plan. */
  readonly planned?: readonly string[];
  readonly after?: readonly string[];
  readonly networkChanges?: boolean;
  readonly commands?: CaseFacts['commands'];
  readonly places?: Readonly<Record<string, Place>>;
}

const root = import.meta.dirname;
const kindFolders = readdirSync(root, { withFileTypes: true }).filter((entry) => entry.isDirectory());

it('every kind has cases, and every folder of cases a kind', () => {
  expect(kindFolders.map((entry) => entry.name).sort()).toEqual(KINDS.map((kind) => kind.name).sort());
});

for (const folder of kindFolders) {
  const kind = KINDS.find((candidate) => candidate.name === folder.name);
  if (!kind) continue;
  describe(kind.name, () => {
    for (const name of readdirSync(join(root, folder.name))) {
      const path = join(root, folder.name, name);
      it(name, () => {
        const given = parse(readFileSync(join(path, 'case.yaml'), 'utf8')) as Case;
        const full = platformOf(given.platform);
        const tools = new Set([...full.tools].filter((tool) => !given.without?.includes(tool)));
        const platform = { ...full, tools };
        const facts = memoryFacts(path, platform, given.facts);
        const want: Resource[] = given.want.map((one) => ({ node: 'node', kind: kind.name, after: [], ...one }));
        // The probe must have asked for all that parse reads: facts of a real look hold nothing else.
        const asked = new Set(
          kind
            .probe(want)
            .map((request) => (request.type === 'file' ? request.path : request.type === 'glob' ? request.pattern : request.id)),
        );
        const guarded = {
          platform,
          file: (file: string) =>
            asked.has(file) ? facts.file(file) : fail(`parse reads ${file}, which the probe does not ask for`),
          glob: (glob: string) =>
            asked.has(glob) ? facts.glob(glob) : fail(`parse reads ${glob}, which the probe does not ask for`),
          command: (id: string) =>
            asked.has(id) ? facts.command(id) : fail(`parse reads ${id}, which the probe does not ask for`),
        };
        const observed = kind.parse(guarded, want);
        const context = {
          node: 'node',
          platform,
          look: (ref: Parameters<typeof resourceId>[0]): Observation =>
            given.look?.[resourceId(ref)] ?? observed.get(ref.name) ?? { status: 'unknown', why: 'not in the case' },
        };
        const files: Record<string, string | null> = {};
        const text = (file: string): string => {
          const known = files[file];
          if (known !== undefined) return known ?? '';
          const fact = given.facts.files?.[file] === undefined ? { status: 'absent' as const } : facts.file(file);
          return fact.status === 'present' ? fact.text : '';
        };
        const actual: Record<string, unknown> = {};
        const names = [...new Set([...want.map((one) => one.name), ...observed.keys()])].sort();
        for (const resource of names) {
          const spec = want.find((one) => one.name === resource)?.spec ?? null;
          const seen = observed.get(resource) ?? fail(`parse says nothing of ${resource}`);
          if (seen.status === 'unknown') {
            actual[resource] = { observed: seen };
            continue;
          }
          const state = seen.status === 'present' ? seen.state : null;
          const changes = spec === null && state === null ? [] : kind.compare(spec, state, context);
          const steps = !('unknown' in changes) && changes.length > 0 ? kind.steps(spec, state, context) : [];
          for (const step of steps) {
            if (step.do === 'write') files[step.path] = step.content;
            if (step.do === 'remove') files[step.path] = null;
            if (step.do === 'edit') files[step.path] = applyEdit(text(step.path), step.edit);
          }
          const risks = kind.risksConnection?.(spec, state, context) ?? false;
          const findings =
            given.foretell && steps.length > 0
              ? {
                  findings: findingsOf(
                    kind,
                    spec,
                    state,
                    context,
                    steps,
                    given.foretell,
                    memoryFacts(path, platform, { commands: given.foretell.commands ?? {} }),
                  ),
                }
              : {};
          actual[resource] = { observed: seen, changes, steps, ...(risks ? { risksConnection: true } : {}), ...findings };
        }
        const result = { resources: actual, files };
        const expectPath = join(path, 'expect.yaml');
        if (process.env['UPDATE_CASES'])
          writeFileSync(expectPath, stringify(result, { lineWidth: 0, aliasDuplicateObjects: false }));
        expect(existsSync(expectPath), `${expectPath} is missing`).toBe(true);
        expect(JSON.parse(JSON.stringify(result))).toEqual(parse(readFileSync(expectPath, 'utf8')));
      });
    }
  });
}

function findingsOf(
  kind: AnyKind,
  spec: Json | null,
  state: Json | null,
  context: NodeContext,
  steps: readonly Step[],
  { planned = [], after = [], networkChanges = false, places = {} }: CaseForetell,
  facts: Facts,
): readonly Finding[] {
  const refOf = (id: string) => {
    const [node = '', of = '', ...name] = id.split('/');
    return { node, kind: of, name: name.join('/') };
  };
  const forecast = kind.foretell?.(spec, state, {
    ...context,
    planned: (ref) => planned.includes(resourceId(ref)),
    after: after.map(refOf),
    networkChanges,
  });
  const asked = new Set(forecast?.requests?.map((request) => (request.type === 'command' ? request.id : 'another')));
  const paths = [
    ...steps.flatMap((step) => (step.do === 'run' ? [] : [step.path])),
    ...(forecast?.folders ?? []),
    ...(forecast?.covers ?? []),
  ];
  return (
    forecast?.judge?.({
      facts: { ...facts, command: (id) => (asked.has(id) ? facts.command(id) : fail(`judge reads ${id}, which was not asked`)) },
      place: (path) =>
        paths.includes(path)
          ? (places[path] ?? fail(`the case names no place ${path}`))
          : fail(`the action has no place ${path}`),
    }) ?? []
  );
}

function fail(why: string): never {
  throw new Error(why);
}
