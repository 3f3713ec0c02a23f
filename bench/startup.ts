/**
 * How long dmsa takes to be there, beside node itself: `dmsa --help`, and `dmsa validate` of the example.
 *
 *   tsx bench/startup.ts [--rounds 15]     DMSA_PROGRAM names another build than dist/dmsa.js
 */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { alternate, machine, report, runOnce, say } from './measure.ts';

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '15' } } });
const program = resolve(process.env['DMSA_PROGRAM'] ?? 'dist/dmsa.js');

say(`Start-up; ${machine()}\n`);
const samples = await alternate(
  [
    { name: 'node -e 0', once: () => runOnce([process.execPath, '-e', '0']) },
    { name: 'dmsa --help', once: () => runOnce([process.execPath, program, '--help']) },
    {
      name: 'dmsa validate (4 nodes)',
      once: () => runOnce([process.execPath, program, 'validate', '-f', 'cluster.yaml.example']),
    },
  ],
  Number(values.rounds),
);
say(report(samples, 'node -e 0'));
say('  Aim: dmsa --help below 80 ms on an idle machine.\n');
