/** A real mail server of one's own on loopback: Debian's exim4-daemon-light, with its own configuration and spool. Needs root. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from './until.ts';

export interface Exim {
  readonly port: number;
  /** The certificate of whoever signed the server's: its own. */
  readonly ca: string;
  /** Subjects of what it took, in the order in which it took it. */
  subjects(): readonly string[];
  /** Message-IDs of the same. */
  ids(): readonly string[];
  /** What is in the mailbox by now, with headers. */
  mailbox(): string;
  stop(): Promise<void>;
  start(): Promise<void>;
  close(): Promise<void>;
}

export const PASSWORD = 'g$heim:"x';

export async function startExim(): Promise<Exim> {
  const folder = mkdtempSync(join(tmpdir(), 'dmsa-exim-'));
  const id = (flag: string): number => Number(execFileSync('id', [flag, 'Debian-exim'], { encoding: 'utf8' }));
  const [uid, gid] = [id('-u'), id('-g')];
  chmodSync(folder, 0o755);
  for (const name of ['spool', 'log', 'mail']) {
    mkdirSync(join(folder, name));
    chownSync(join(folder, name), uid, gid);
  }
  const ca = makeCertificate(folder);
  chownSync(join(folder, 'key.pem'), uid, gid);
  const port = await freePort();
  const conf = join(folder, 'exim.conf');
  writeFileSync(conf, CONFIGURATION.replaceAll('@FOLDER@', folder));
  writeFileSync(join(folder, 'password'), PASSWORD);
  let child: ChildProcess | null = null;
  const start = async (): Promise<void> => {
    child = spawn('/usr/sbin/exim4', ['-bdf', '-C', conf, '-oX', `127.0.0.1:${port}`], {
      cwd: '/',
      stdio: 'ignore',
    });
    await until('exim answers', 10, () => answers(port));
  };
  const stop = async (): Promise<void> => {
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  };
  const log = (): readonly string[] => {
    const path = join(folder, 'log/main');
    const lines = existsSync(path) ? readFileSync(path, 'utf8').split('\n') : [];
    return lines.filter((line) => line.includes(' <= '));
  };
  await start();
  return {
    port,
    ca,
    subjects: () => log().map((line) => / T="(.*?)"(?= |$)/.exec(line)?.[1] ?? line),
    ids: () => log().map((line) => / id=(\S+)/.exec(line)?.[1] ?? line),
    mailbox: () => (existsSync(join(folder, 'mail/box')) ? readFileSync(join(folder, 'mail/box'), 'utf8') : ''),
    stop,
    start,
    async close() {
      await stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Gives the path of a certificate for this machine, which signs itself; its key lies beside it. */
export function makeCertificate(folder: string): string {
  const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
  const names = 'subjectAltName=IP:127.0.0.1,DNS:localhost';
  const how = [
    'req',
    '-x509',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:prime256v1',
    '-nodes',
    '-days',
    '2',
    '-subj',
    '/CN=test',
  ];
  execFileSync('openssl', [...how, '-addext', names, '-keyout', key, '-out', cert], { stdio: 'ignore' });
  return cert;
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

function answers(port: number): Promise<true | undefined> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => resolve(undefined));
    socket.once('data', () => {
      socket.destroy();
      resolve(true);
    });
  });
}

/** Logging in is offered over TLS alone; mail to `nobody@` is refused for good. */
const CONFIGURATION = `primary_hostname = mail.test
spool_directory = @FOLDER@/spool
log_file_path = @FOLDER@/log/%s
pid_file_path = @FOLDER@/spool/exim.pid
log_selector = +subject
qualify_domain = test
keep_environment =
tls_certificate = @FOLDER@/cert.pem
tls_privatekey = @FOLDER@/key.pem
tls_advertise_hosts = *
auth_advertise_hosts = \${if eq{$tls_in_cipher}{}{}{*}}
acl_smtp_rcpt = rcpt
begin acl
rcpt:
  deny local_parts = nobody
       message = no such person
  deny local_parts = secret
       !authenticated = *
       message = log in first
  accept
begin routers
all:
  driver = accept
  transport = box
begin transports
box:
  driver = appendfile
  file = @FOLDER@/mail/box
  user = Debian-exim
begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  server_prompts = :
  server_condition = \${if and{{eq{$auth2}{dmsa}}{eq{$auth3}{\${readfile{@FOLDER@/password}}}}}}
  server_set_id = $auth2
`;
