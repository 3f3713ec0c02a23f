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
import type { Forecast, ForetellContext } from './foretell.ts';
import type { Transition } from './pair-files.ts';

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
  /** The edit holds a secret: it is shown nowhere, and no fingerprint of it is kept. */
  readonly secret?: boolean;
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
  /** With `once`: what comes after the action need not wait for this step, so that both may go to the node in one wave. */
  readonly late?: boolean;
  /**
   * May run at the same time as others of its wave that say so, as it waits for something outside (the wire) and shares nothing with
   * them. Not together with `once`, `input` or `secret`.
   */
  readonly beside?: boolean;
  /**
   * Files that the script changes, absolute paths, no directories. Where the action is commit-confirmed they are saved before
   * it and restored by the revert, as the files of write, edit and remove steps are.
   */
  readonly touches?: readonly string[];
  /**
   * POSIX sh that the node's own revert runs when the files are back (`reload sshd`): for what files, links, addresses, routes
   * and rules do not say. Run where the step had begun or may have; also after a boot. Idempotent, ends within `timeoutMs`; its failure is told.
   */
  readonly undo?: string;
  /**
   * Given to the script on its standard input, which is empty without it. What is secret or long goes here: unlike the script
   * it is no argument of any process. Not together with `once` or `secret`.
   */
  readonly input?: string;
  /** The script holds secrets: it is no argument of a process on the node. (Its commands' own arguments are the kind's to watch.) */
  readonly secret?: boolean;
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
  /** Takes an operator's lines out, by exact match, outside of dmsa's blocks: only of things that were adopted. */
  | { readonly type: 'lines'; readonly remove: readonly string[] }
  /** `KEY=value` lines (ifcfg); other lines, order and comments are kept. A null value removes the key. Values are quoted where the shell needs it. */
  | {
      readonly type: 'assignments';
      readonly set: Readonly<Record<string, string | null>>;
      /** Values that are lists of words separated by blanks: words go and come, the others stay; an empty list goes. */
      readonly words?: Readonly<Record<string, { readonly remove: readonly string[]; readonly add: readonly string[] }>>;
    }
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
    }
  /**
   * A NetworkManager keyfile. `set`: `section/key` → value, null removes it. `list`: of the numbered entries `<name>1=`,
   * `<name>2=` … the one whose value begins with `item` gets the value or goes (null); a new one takes the next number.
   */
  | {
      readonly type: 'keyfile';
      readonly set: Readonly<Record<string, string | null>>;
      readonly list?: readonly {
        readonly section: string;
        readonly name: string;
        readonly item: string;
        readonly value: string | null;
      }[];
    }
  /** The password field of a user's line in /etc/shadow; all other fields and lines stay as they are. */
  | { readonly type: 'shadow'; readonly user: string; readonly hash: string };

/** What a comparison may know beside the two values. */
export interface NodeContext {
  readonly node: string;
  readonly platform: Platform;
  /** What was seen of any resource, on any node that was looked at; unknown where it was not looked at. */
  look(ref: ResourceRef): Observation;
  /** When a plan is made: the addresses and names that dmsa tries when it connects to the node. */
  readonly waysIn?: readonly string[];
  /** When a plan is made: the public keys (base64) that dmsa itself may log in to the node with, as far as its key files tell. */
  readonly loginKeys?: readonly string[];
}

/** What comes to light only through an action, and is then done by the same `apply` in a further pass (docs/decisions, 0021). */
export interface FollowUp {
  /** Kinds of the actions that may follow. */
  readonly kinds: readonly string[];
  /** For people, before they agree to the plan: what will follow. */
  readonly sentence: string;
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
  /** Those of `reads` that this very difference rests on, where that are not all: only they are read again before the action. */
  basis?(want: Spec, have: State | null, context: NodeContext): readonly ResourceRef[];
  /** Where the action brings something to light that others are then to have; null where nothing follows. */
  followUp?(want: Spec | null, have: State | null, context: NodeContext): FollowUp | null;
  /** Why the action must not be done now, from what was read just before it, even where nothing has changed since the plan; null: it may. */
  refuses?(want: Spec | null, have: State | null, context: NodeContext): string | null;
  /** True where the action changes what `reads` names: that is read once more to see whether the action did what it should. */
  readonly changesWhatItReads?: boolean;
  /** Kinds: it must not be done while something of them that it comes after could not be seen, on a node that was reached. */
  readonly waitsForUnknown?: readonly string[];
  /** False where `have` tells of what the thing is made from while the thing itself is missing: the action is a `create`. */
  exists?(have: State): boolean;
  /**
   * For things that bear no mark of dmsa's (a service, a vendor's file): how one that nobody wants any more is taken back. A
   * kind whose things stand in dmsa's own blocks and files does without: there the mark says whose they are.
   */
  readonly prune?: Prune<Spec, State>;
  /** Said of things that dmsa changed and that nobody wants any more, where the kind takes nothing back: why they stay. */
  readonly keeps?: string;
  /** What must stay until this is gone, where that is not `after`: it says what the thing is built on, not what it waits for now. */
  builtOn?(resource: Resource<Spec>): readonly ResourceRef[];
  /** Kinds whose removals on the same node come before one of this kind. */
  readonly goesAfter?: readonly string[];
  /** What only one thing in the cluster may have (an address): what this one will have, and what its removal lets go of. */
  claims?(want: Spec): readonly string[];
  releases?(have: State): readonly string[];
  /** What a change takes out of a list that counts as one thing (an entry of the hosts file). Counted as deletions. */
  losses?(changes: readonly Change[]): Losses | null;
  /** The spec of a thing that `dmsa adopt` made dmsa's: `made` is what it kept of it. */
  adopted?(want: Spec, made: Json): Spec;
  /**
   * What is worth a warning although nothing is to be done about it, from everything of this kind that was looked at, on all
   * nodes. Warnings of the plan: they are no actions, and do not change how a run ends.
   */
  findings?(seen: readonly Sighting<Spec, State>[]): readonly Diagnostic[];
  /** True where the action could cut the node off: it is commit-confirmed by `apply`. */
  risksConnection?(want: Spec | null, have: State | null, context: NodeContext): boolean;
  /** Addresses that the action takes off the node: where dmsa is connected over one of them, the action is commit-confirmed. */
  takesOff?(want: Spec | null, have: State): readonly string[];
  /** What the action needs beyond its files, asked of the node once the plan is known. Called only where `compare` found something. */
  foretell?(want: Spec | null, have: State | null, context: ForetellContext): Forecast;
}

/** How things that bear no mark are known for dmsa's, and taken back. `made` is kept in the node's list: plain data, no secrets. */
export interface Prune<Spec extends Json, State extends Json> {
  /**
   * What of the thing would be dmsa's to take back, asked before it is first touched, or when it is first found as wanted, and
   * again whenever it is changed. null: nothing, it was there before.
   *
   * @param before  what was kept until now; null at the first time, and where the thing is made anew
   */
  record(want: Spec, have: State | null, before: Json | null, context: NodeContext): Json | null;
  /** A spec that is good enough to look at the thing; null where `made` does not read like this kind's. */
  former(name: string, made: Json): Spec | null;
  /** Where `parse` can't tell a thing that is gone from one that can't be seen. */
  parse?(facts: Facts, former: readonly Resource<Spec>[]): ReadonlyMap<string, Observation<State>>;
  /** @param wanted  what is wanted of a kind on the node: nothing of that is ever taken away */
  removal(former: Former<Spec>, have: State, wanted: (kind: string) => readonly Resource[], context: NodeContext): Removal;
}

export interface Former<Spec> {
  readonly name: string;
  readonly spec: Spec;
  readonly made: Json;
}

export type Removal =
  /** Empty changes: nothing of it is left. */
  | { readonly changes: readonly Change[]; readonly steps: readonly Step[] }
  /** It stays, for this reason. */
  | { readonly left: string };

export interface Losses {
  readonly count: number;
  /** For people: `Sec-2 is no longer in the file`. */
  readonly because: string;
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
  /** The takeover or failback that is in hand. */
  readonly moving?: Moving;
  /** Somebody has paused failover, and what was read of the active is not enough to say more (code `active-unknown`). */
  readonly paused?: boolean;
}

export interface Moving extends Transition {
  /** The member that does not hold although it can't be seen: it was fenced, and that is still good. */
  readonly fenced: string | null;
  /** The pack runs on neither member, for the last copy of the data. */
  readonly quiet: boolean;
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
