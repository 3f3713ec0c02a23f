import { text } from 'node:stream/consumers';
import { Lab } from './cluster.ts';

/** The convention of the fence-agents package: what is asked is on standard input, the answer is the exit status. */
const options = new Map<string, string>();
for (const line of (await text(process.stdin)).split('\n')) {
  const at = line.indexOf('=');
  if (!line.startsWith('#') && at > 0) options.set(line.slice(0, at).trim(), line.slice(at + 1));
}

const PARAMETERS = [
  ['action', 'on, off, reboot, status, monitor or metadata'],
  ['lab', 'name of the lab'],
  ['plug', 'name of the node; nodename where it is missing'],
] as const;

const metadata = (): string =>
  `<?xml version="1.0" ?>
<resource-agent name="fence_lab" shortdesc="The lab's power switch" >
<longdesc>Test equipment: kills and boots nodes of a lab.</longdesc>
<parameters>
${PARAMETERS.map(([name, what]) => `\t<parameter name="${name}" required="0"><content type="string" /><shortdesc lang="en">${what}</shortdesc></parameter>`).join('\n')}
</parameters>
<actions>
${['on', 'off', 'reboot', 'status', 'monitor', 'metadata'].map((name) => `\t<action name="${name}" />`).join('\n')}
</actions>
</resource-agent>`;

/** 0: done, or on. 2: off. A node that stands still has its power. */
const act = async (action: string): Promise<number> => {
  if (action === 'metadata') {
    process.stdout.write(`${metadata()}\n`);
    return 0;
  }
  const lab = Lab.attach(options.get('lab') ?? 'demo');
  const node = (): string => lab.node(options.get('plug') ?? options.get('nodename') ?? '').name;
  const say = (what: string): void => void process.stdout.write(`${what}\n`);
  switch (action) {
    case 'monitor':
      return 0;
    case 'status': {
      const off = lab.power(node()) === 'off';
      say(`Status: ${off ? 'OFF' : 'ON'}`);
      return off ? 2 : 0;
    }
    case 'off':
      await lab.kill9(node());
      say('Success: Powered OFF');
      return 0;
    case 'on':
      await lab.powerOn(node());
      say('Success: Powered ON');
      return 0;
    case 'reboot':
      await lab.kill9(node());
      await lab.powerOn(node());
      say('Success: Rebooted');
      return 0;
    default:
      throw new Error(`Unknown action "${action}".`);
  }
};

try {
  process.exitCode = await act((options.get('action') ?? 'reboot').toLowerCase());
} catch (error) {
  process.stderr.write(`Failed: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
