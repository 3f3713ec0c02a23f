/** What is known of a commit, for people and for decisions. */
export type Revision = {
  /** 40 (or 64) hex digits. */
  readonly commit: string;
  readonly author: string;
  /** When it was committed, as the commit says: ISO 8601. Whoever writes a commit chooses it. */
  readonly date: string;
  readonly subject: string;
  /** Who signed it, by the list of allowed signers; null: nobody was asked for, or it was not checked. */
  readonly signer: string | null;
};

export function shortId(commit: string): string {
  return commit.slice(0, 12);
}
