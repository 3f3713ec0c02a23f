import { spawn } from 'node:child_process';
import { Command } from 'commander';
import { clear, Lab, listLabs } from './cluster.ts';
import { faultHelp } from './faults.ts';
import { ensureImages } from './image.ts';
import { flavours } from './topology.ts';

const say = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

// Piped into head and the like: whoever stopped reading has seen enough, what we do goes on.
process.stdout.on('error', () => undefined);

/** Runs a program with this terminal as its own; gives its exit code. */
const handOver = (argv: readonly string[]): Promise<number> =>
  new Promise((resolve, reject) => {
    const child = spawn(argv[0] as string, argv.slice(1), { stdio: 'inherit' });
    child.on('error', reject);
    child.on('close', (code, signal) => resolve(code ?? (signal ? 130 : 1)));
  });

const lookAround = (lab: Lab): string => {
  const flag = lab.name === 'demo' ? '' : ` --name ${lab.name}`;
  return [
    '',
    `The lab "${lab.name}" is up. To look around:`,
    `  npx tsx lab/lab.ts status${flag}`,
    `  npx tsx lab/lab.ts ssh${flag} ${lab.nodes[0]?.name}`,
    `  npx tsx lab/lab.ts exec${flag} -- COMMAND…     as the controller, inside the lab's network`,
    `  npx tsx lab/lab.ts down${flag}`,
    `Legacy files of this cluster: ${lab.legacyDir}`,
    `Key and known hosts:          ${lab.access.privateKey}, ${lab.access.knownHosts}`,
  ].join('\n');
};

const program = new Command('lab')
  .description('A real cluster on one machine: nodes with their own kernels, networks, and faults.')
  .enablePositionalOptions();
const withName = (command: Command): Command => command.option('--name <name>', 'which lab', 'demo');
interface Named {
  name: string;
}

withName(program.command('up').description('build what is missing, boot a lab, wait until every node answers'))
  .option('--topology <name|file>', 'a builtin (demo, small, pair) or a JSON file', 'demo')
  .option('--memory <size>', "each node's memory", '192M')
  .action(async (options: Named & { topology: string; memory: string }) => {
    const started = Date.now();
    const lab = await Lab.up({ name: options.name, topology: options.topology, memory: options.memory, say });
    say(`up in ${((Date.now() - started) / 1000).toFixed(1)} s`);
    say(lookAround(lab));
  });

program
  .command('images')
  .description('build the images, and no more')
  .action(async () => {
    const images = await ensureImages(flavours, say);
    for (const [flavour, image] of images) say(`${flavour.padEnd(16)}${image.disk}`);
  });

withName(program.command('down').description('stop a lab and remove its network and disks')).action(async (options: Named) => {
  say((await clear(options.name)) ? `the lab "${options.name}" is down` : `there was no lab "${options.name}"`);
});

withName(program.command('status').description('the nodes of a lab')).action(async (options: Named) => {
  if (!listLabs().includes(options.name)) {
    const others = listLabs();
    say(`no lab "${options.name}" is up${others.length > 0 ? `; up: ${others.join(', ')}` : ''}`);
    process.exitCode = 1;
    return;
  }
  const lab = Lab.attach(options.name);
  for (const n of await lab.status()) {
    const { eth0, eth1 } = lab.node(n.name);
    say(
      `${n.name.padEnd(12)}${n.type.padEnd(11)}${n.flavour.padEnd(16)}${eth0.padEnd(13)}${eth1.padEnd(13)}${n.power.padEnd(8)}${n.ssh ? 'ssh answers' : 'no ssh'}`,
    );
  }
});

withName(program.command('ssh <node> [command...]').description('a shell on a node, or a command'))
  .passThroughOptions()
  .action(async (node: string, command: string[], options: Named) => {
    const lab = Lab.attach(options.name);
    const terminal = command.length === 0 && process.stdin.isTTY ? ['-t'] : [];
    const argv = lab.sshArgv(node, { fresh: true });
    process.exitCode = await handOver([...argv.slice(0, -1), ...terminal, ...argv.slice(-1), ...command]);
  });

withName(
  program.command('console <node> <script>').description("run a script at the node's console, which needs no network"),
).action(async (node: string, script: string, options: Named) => {
  const { code, stdout, stderr } = await Lab.attach(options.name).console(node, script);
  process.stdout.write(stdout);
  process.stderr.write(stderr);
  process.exitCode = code;
});

withName(program.command('exec <command...>').description("run a command as the controller, inside the lab's network"))
  .passThroughOptions()
  .action(async (command: string[], options: Named) => {
    process.exitCode = await handOver(Lab.attach(options.name).execArgv(command));
  });

withName(
  program
    .command('fault <node> <fault> [arguments...]')
    .description('break something')
    .addHelpText(
      'after',
      `\nFaults:\n${Object.entries(faultHelp)
        .map(([k, v]) => `  ${k.padEnd(22)}${v}`)
        .join('\n')}`,
    ),
)
  .passThroughOptions()
  .action(async (node: string, name: string, args: string[], options: Named) => {
    await Lab.attach(options.name).fault(node, name, ...args);
    say(`${node}: ${name}${args.length > 0 ? ` ${args.join(' ')}` : ''} done`);
  });

withName(program.command('heal').description('end every fault')).action(async (options: Named) => {
  await Lab.attach(options.name).heal();
  say('every node answers');
});

withName(program.command('fresh').description('all nodes blank again')).action(async (options: Named) => {
  await Lab.attach(options.name).fresh(say);
});

withName(program.command('power <node> <on|off|status|reboot>').description('what a fence agent does: the hard way')).action(
  async (node: string, verb: string, options: Named) => {
    const lab = Lab.attach(options.name);
    if (!['on', 'off', 'status', 'reboot'].includes(verb)) throw new Error(`power: on, off, status or reboot, not "${verb}".`);
    if (verb === 'off' || verb === 'reboot') await lab.kill9(node);
    if (verb === 'on' || verb === 'reboot') await lab.powerOn(node);
    say(lab.power(node) === 'off' ? 'off' : 'on');
    // As fence agents have it: 0 on, 2 off.
    if (verb === 'status' && lab.power(node) === 'off') process.exitCode = 2;
  },
);

try {
  await program.parseAsync();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
