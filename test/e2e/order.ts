import { basename } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * The files of the lab in the order in which they cost least: a cluster that one file leaves converged is taken by the next
 * (`converged` in cluster.ts), so the story from blank nodes comes first, and what begins with blank nodes itself comes late. Two
 * runs, one after the other here.
 */
const ORDER = [
  ...['story', 'drift', 'placement', 'locks', 'apply', 'kinds'],
  ...['owned', 'badnodes', 'flavours', 'apply-confirm', 'apply-killed'],
];

const placeOf = ({ moduleId }: TestSpecification): number => {
  const index = ORDER.indexOf(basename(moduleId, '.test.ts'));
  return index === -1 ? ORDER.length : index;
};

export class LabSequencer extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const inLab = files.filter(({ project }) => project.name.startsWith('lab'));
    const others = files.filter(({ project }) => !project.name.startsWith('lab'));
    return [
      ...(await super.sort(others)),
      ...inLab.sort((a, b) => placeOf(a) - placeOf(b) || (a.moduleId < b.moduleId ? -1 : 1)),
    ];
  }
}
