/** Faults that can be planted into what is simulated, or put around the real decisions: each must be found (planted.test.ts). */

export const BUGS = {
  'fence-skipped': 'a takeover from an active that can not be reached takes it for stopped without any proof',
  'fence-not-confirmed': 'what the fence agent or the operator says is not checked from a second place',
  'proof-without-end': 'the proof that an active is stopped is good for ever',
  'epoch-not-checked': 'a node carries out a script that was made under an older epoch',
  'lock-not-checked': 'a node carries out a script whose lock is no longer its own',
  'unknown-as-absent': 'what could not be seen is taken for absent',
  'record-ignored': 'the record and the note on the standby are not looked at',
  'sync-backwards': 'the period’s copy goes from the standby to the active',
  'sync-not-closed': 'a copy to the standby goes on, and is begun, after a takeover',
  'claim-before-release': 'an address is brought up on one member before it is taken off the other',
  'boot-raises': 'a boot brings up service addresses and the pack',
  'failback-before-copy': 'the active gets everything back before its data',
  'last-copy-skipped': 'a failback copies only while the standby still works',
  'note-not-first': 'a pair is moved without a note of what was begun',
  'stale-not-refused': 'an action is done although what it is based on has changed since the plan, and although it is refused',
  'closed-too-early': 'the transition ends before all of it is done',
  'history-forgotten': 'a transition ends without a line in the history',
  'pause-ignored': 'a pair is moved by itself although failover is paused',
  'flapping-unlimited': 'a pair is moved by itself as often as there is a reason',
  'pack-not-apart': 'the pack is started although it may still run on the other member',
  'turned-under-old-epoch': 'a failback is turned back under the epoch of its own next phase',
  'note-after-fence': 'the active is switched off before it is noted that its standby takes over',
  'lease-not-asked': 'a node starts what a script says without asking whether it holds the lease',
} as const;

export type Bug = keyof typeof BUGS;
