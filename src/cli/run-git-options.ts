/** What `dmsa run` takes for a branch; apart, as git's own code is loaded only where there is one. */
export interface RunGitOptions {
  readonly git: string;
  readonly branch?: string;
  readonly path?: string;
  readonly requireSigned: boolean;
  readonly allowedSigners?: string;
  readonly allowedKeys?: string;
  readonly allowRewind: boolean;
  readonly gitKey?: string;
  readonly gitKnownHosts?: string;
  readonly gitState?: string;
  readonly gitEvery: number;
  readonly once: boolean;
  readonly json: boolean;
}

export function isFromGit<T extends Partial<RunGitOptions>>(options: T): options is T & RunGitOptions {
  return options.git !== undefined;
}
