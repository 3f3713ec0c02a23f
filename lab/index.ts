/** The lab, for tests and scripts: see README.md. */
export {
  clear,
  freshCluster,
  Lab,
  listLabs,
  type NodeStatus,
  requireInside,
  type Say,
  type UpOptions,
  withCluster,
} from './cluster.ts';
export { type Result, run, sleep } from './command.ts';
export { fault, faultHelp, heal } from './faults.ts';
export { ensureHost, ensureImages } from './image.ts';
export type { Nic } from './network.ts';
export { DMSA_ON_NODE, putDmsaOn } from './on-node.ts';
export { cacheDir, runDir } from './paths.ts';
export { type LegacyFiles, legacyFiles, writeLegacyFiles } from './samples.ts';
export { sshOptions } from './ssh.ts';
export {
  builtins,
  complete,
  controller,
  type Flavour,
  flavours,
  loadTopology,
  type NodeRequest,
  type NodeSpec,
} from './topology.ts';
