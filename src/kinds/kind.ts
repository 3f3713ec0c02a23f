/**
 * The contract of a kind: all there is to know about ONE kind of thing on a node, in phase order.
 * A kind is pure: values in, values out. It never does I/O, so its test is a folder of captured output.
 *
 * Terms
 *   resource     one thing that should be on one node: (node, kind, name) and a spec.
 *   spec         what is wanted of it. state: what was seen of it. Both plain data.
 *   observation  present with a state, absent, or unknown with the reason. Unknown is never treated as absent.
 *   change       one field that differs. step: a piece of what is done about it, as data.
 */
import type { Cluster } from '../desired/cluster.ts';
import type { Diagnostic } from '../diagnostic.ts';
import type { Json } from '../json.ts';
import type { FactRequest, Facts, Platform } from './facts.ts';

export interface ResourceRef {
  readonly node: string;
  readonly kind: string;
  readonly name: string;
}

export interface Resource<Spec extends Json = Json> extends ResourceRef {
  readonly spec: Spec;
  /** Resources, on any node, that must be as wanted before this one is touched. Refs to things nobody declares are ignored. */
  readonly after: readonly ResourceRef[];
}

export type Observation<State extends Json = Json> =
  | { readonly status: 'present'; readonly state: State }
  | { readonly status: 'absent' }
  | { readonly status: 'unknown'; readonly why: string };

/** One difference. `from` null: was not there. `to` null: is to go. A multi-line string is shown as a line diff. */
export interface Change {
  /** Dotted, in the field's terms: `address`, `running`, `options`, `content`. */
  readonly path: string;
  readonly from: Json;
  readonly to: Json;
  /** Values are shown as `(secret)` everywhere. */
  readonly secret?: boolean;
  /** Which of the two the difference is in, where the thing has both. */
  readonly where?: 'file' | 'running';
}

/** What to do, as data; only `apply` turns it into an effect. Steps of an action are done in order; edits and writes first. */
export type Step = WriteStep | EditStep | RemoveStep | RunStep;

/** Replace a whole file that dmsa owns, atomically. An existing file keeps its SELinux context; owner and mode are set. */
export interface WriteStep {
  readonly do: 'write';
  readonly path: string;
  readonly content: string;
  readonly mode: string;
  readonly owner: string;
  readonly group: string;
  /** The content holds secrets: it is shown nowhere. */
  readonly secret?: boolean;
  /** `latin1`: each character of the content is one byte, so that a file that is not UTF-8 keeps its bytes. UTF-8 where not given. */
  readonly encoding?: 'utf8' | 'latin1';
}

/** Change part of a file that others write too. Edits of one file by several actions are merged into one atomic replacement. */
export interface EditStep {
  readonly do: 'edit';
  readonly path: string;
  readonly edit: FileEdit;
  /** Used only where the file does not exist yet. */
  readonly mode: string;
}

export interface RemoveStep {
  readonly do: 'remove';
  readonly path: string;
}

/**
 * Run a piece of POSIX sh; it must be idempotent and quote its values with `quote`. Runs under `set -e`, stdin empty.
 * `once`: steps with the same key in one wave (the actions that go to a node together) are run once, at the place of the
 * LAST of them (reloads).
 */
export interface RunStep {
  readonly do: 'run';
  readonly script: string;
  /** For people, imperative, short: `reload exports`, `start ubi-sms`. */
  readonly label: string;
  readonly timeoutMs: number;
  readonly once?: string;
  /**
   * Given to the script on its standard input, which is empty without it. What is secret or long goes here: unlike the script
   * it is no argument of any process. Not together with `once`.
   */
  readonly input?: string;
}

/** Edits are data, interpreted by `applyEdit` (kinds/edit.ts) on the file's text as it is at that moment. */
export type FileEdit =
  /** Lines inside the marked block `# BEGIN dmsa <block>` … `# END dmsa <block>`; removed by exact match, added where missing. An empty block goes. */
  | {
      readonly type: 'block';
      readonly block: string;
      readonly remove: readonly string[];
      readonly add: readonly string[];
      /** Moves the block to the top of the file, for files of which the first line that fits counts. */
      readonly first?: boolean;
    }
  /** `KEY=value` lines (ifcfg); other lines, order and comments are kept. A null value removes the key. Values are quoted where the shell needs it. */
  | { readonly type: 'assignments'; readonly set: Readonly<Record<string, string | null>> }
  /**
   * An ifupdown stanza: options set or removed (null); the stanza is added where missing (unless there is no option to set),
   * removed where `options` is null. `auto` null: the lines that bring it up at boot stay as they are.
   */
  | {
      readonly type: 'stanza';
      readonly device: string;
      readonly family: 'inet' | 'inet6';
      readonly method: string;
      readonly auto: boolean | null;
      readonly options: Readonly<Record<string, string | null>> | null;
    };

/** What a comparison may know beside the two values. */
export interface NodeContext {
  readonly node: string;
  readonly platform: Platform;
  /** What was seen of any resource, on any node that was looked at; unknown where it was not looked at. */
  look(ref: ResourceRef): Observation;
}

export interface Kind<Spec extends Json, State extends Json> {
  /** kebab-case, as in a plan: `service-address`. */
  readonly name: string;
  /** For people: `service address`. */
  readonly title: string;
  /** What the cluster should have of this kind, on all nodes. The set of (node, name) must not depend on `placement`, only specs may. */
  desired(cluster: Cluster, placement: Placement): readonly Resource<Spec>[];
  /** What to look at on one node. `want` are the node's own resources of this kind. */
  probe(want: readonly Resource<Spec>[]): readonly FactRequest[];
  /** What the look says of every wanted name, and of things of this kind that are dmsa's own and that nobody wants. */
  parse(facts: Facts, want: readonly Resource<Spec>[]): ReadonlyMap<string, Observation<State>>;
  /** What differs; empty means converged. `want` null: the thing is to go. `have` null: it is absent. */
  compare(want: Spec | null, have: State | null, context: NodeContext): readonly Change[] | Unknowable;
  /** What is to be done. Called only where `compare` found something. */
  steps(want: Spec | null, have: State | null, context: NodeContext): readonly Step[];
  /** Other resources' observations that `compare` looks at: the node is looked at too, and they are read again just before the action. */
  reads?(resource: Resource<Spec>): readonly ResourceRef[];
  /** True where the action changes what `reads` names: that is read once more to see whether the action did what it should. */
  readonly changesWhatItReads?: boolean;
  /** False where `have` tells of what the thing is made from while the thing itself is missing: the action is a `create`. */
  exists?(have: State): boolean;
  /**
   * What is worth a warning although nothing is to be done about it, from everything of this kind that was looked at, on all
   * nodes. Warnings of the plan: they are no actions, and do not change how a run ends.
   */
  findings?(seen: readonly Sighting<Spec, State>[]): readonly Diagnostic[];
  /** True where the action could cut the node off: it is commit-confirmed by `apply`. */
  risksConnection?(want: Spec | null, have: State | null, context: NodeContext): boolean;
}

/** One thing that was looked at. `want` null: nobody wants it. */
export interface Sighting<Spec extends Json = Json, State extends Json = Json> extends ResourceRef {
  readonly want: Spec | null;
  readonly seen: Observation<State>;
}

/** Returned by `compare` where it can't be said: something it reads is itself unknown, or the node lacks what is needed. */
export interface Unknowable {
  readonly unknown: string;
}

/** Who holds a pair's service addresses and runs its pack, by the name of the active (pairs and single nodes alike). */
export type Placement = ReadonlyMap<string, Holding>;

export interface Holding {
  /** null: it can't be said safely; nothing of the pair's addresses and services is touched. */
  readonly holder: string | null;
  readonly code: string;
  readonly sentence: string;
}

/** A kind with its type parameters hidden, as the general machinery holds it. */
export type AnyKind = Kind<Json, Json>;

/** Hides the type parameters. Sound because a kind's specs and states only ever come back to the kind that made them. */
export function defineKind<Spec extends Json, State extends Json>(kind: Kind<Spec, State>): AnyKind {
  return kind as unknown as AnyKind;
}

/** `Sec-1/export//opt/rrd`: how a resource and its action are named in plans, logs and JSON. */
export function resourceId(ref: ResourceRef): string {
  return `${ref.node}/${ref.kind}/${ref.name}`;
}
