import { basename } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * The files of the lab in the order in which they cost least: a cluster that one file leaves converged is taken by the next
 * (`converged` in cluster.ts), so what begins with blank nodes itself comes first in each of the two runs, one after the other here.
 */
const ORDER = [
  ...['story', 'drift', 'placement', 'locks', 'apply-confirm', 'flavours'],
  ...['apply', 'owned', 'badnodes', 'apply-killed'],
];

/** The longest of the others: begun last, each would go on alone when all else is done. Those that need an image are not the first. */
const LONGEST = [
  'crash',
  'watch',
  'stream',
  'ssh-keys',
  'networkmanager',
  'confirm',
  'ownership',
  'server',
  'cli',
  'ifcfg',
  'debian',
].map((name) => `${name}.system.test.ts`);

const lengthOf = ({ moduleId }: TestSpecification): number => {
  const index = LONGEST.indexOf(basename(moduleId));
  return index === -1 ? LONGEST.length : index;
};

const placeOf = ({ moduleId }: TestSpecification): number => {
  const index = ORDER.indexOf(basename(moduleId, '.test.ts'));
  return index === -1 ? ORDER.length : index;
};

export class LabSequencer extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const inLab = files.filter(({ project }) => project.name.startsWith('lab'));
    const others = files.filter(({ project }) => !project.name.startsWith('lab'));
    return [
      ...(await super.sort(others)).sort((a, b) => lengthOf(a) - lengthOf(b)),
      ...inLab.sort((a, b) => placeOf(a) - placeOf(b) || (a.moduleId < b.moduleId ? -1 : 1)),
    ];
  }
}
