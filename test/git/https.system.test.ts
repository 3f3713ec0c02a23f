/** A real https server with git's own git-http-backend behind a password, as forges have it. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { clusterText, type GitSite, gitSite, look, namesIn } from './site.ts';

const PASSWORD = 'geheim-4711';

let site: GitSite;
let server: Server;
let port: number;
/** Command lines of git's processes, seen while the server was at work. */
let commands: Set<string>;
const before = { HOME: process.env['HOME'], GIT_SSL_CAINFO: process.env['GIT_SSL_CAINFO'] };

beforeEach(async () => {
  site = gitSite();
  commands = new Set();
  const [key, certificate] = [join(site.dir, 'tls.key'), join(site.dir, 'tls.crt')];
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1', '-days', '2'];
  const made = [
    'req',
    '-x509',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:prime256v1',
    '-nodes',
    '-keyout',
    key,
    '-out',
    certificate,
  ];
  execFileSync('openssl', [...made, ...subject], { stdio: 'ignore' });
  server = createServer({ key: readFileSync(key), cert: readFileSync(certificate) }, (request, response) => {
    const processes = execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' }).split('\n');
    for (const line of processes) if (line.includes(`127.0.0.1:${port}`)) commands.add(line);
    if (request.headers.authorization !== `Basic ${Buffer.from(`ann:${PASSWORD}`).toString('base64')}`) {
      response.writeHead(401, { 'WWW-Authenticate': 'Basic realm="git"' }).end();
      return;
    }
    const url = new URL(request.url ?? '/', 'https://x');
    const backend = spawn('git', ['http-backend'], {
      env: {
        PATH: process.env['PATH'],
        GIT_PROJECT_ROOT: site.dir,
        GIT_HTTP_EXPORT_ALL: '1',
        REQUEST_METHOD: request.method,
        PATH_INFO: url.pathname,
        QUERY_STRING: url.search.slice(1),
        CONTENT_TYPE: request.headers['content-type'] ?? '',
        GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
        HTTP_CONTENT_ENCODING: request.headers['content-encoding'] ?? '',
        REMOTE_USER: 'ann',
      },
    });
    request.pipe(backend.stdin);
    const out: Buffer[] = [];
    backend.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    backend.on('close', () => {
      const all = Buffer.concat(out);
      const end = all.indexOf('\r\n\r\n');
      const headers = all.subarray(0, end).toString().split('\r\n');
      let status = 200;
      for (const header of headers) {
        const [name = '', value = ''] = header.split(': ');
        if (name === 'Status') status = Number.parseInt(value, 10);
        else response.setHeader(name, value);
      }
      response.writeHead(status).end(all.subarray(end + 4));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  port = typeof address === 'object' && address ? address.port : 0;
  process.env['HOME'] = site.dir;
  process.env['GIT_SSL_CAINFO'] = certificate;
});
afterEach(() => {
  for (const [name, value] of Object.entries(before)) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
  server.closeAllConnections();
  server.close();
  site.close();
});

test('a token in ~/.netrc is used, and seen nowhere; without one, nobody is asked', async () => {
  site.write('cluster.yaml', clusterText());
  site.push('one');
  const revisions = await site.open({ url: `https://127.0.0.1:${port}/net.git` });
  try {
    expect(await look(revisions)).toEqual(['unreachable']);
    expect(revisions.state().contact.failing?.why).toMatch(
      /could not read Username|terminal prompts disabled|Authentication failed/,
    );
    writeFileSync(join(site.dir, '.netrc'), `machine 127.0.0.1 login ann password ${PASSWORD}\n`, { mode: 0o600 });
    expect(await look(revisions)).toEqual(['reached', 'taken']);
    site.write('cluster.yaml', clusterText('Sec-3'));
    site.push('two');
    expect(await look(revisions)).toEqual(['taken']);
    expect(namesIn(revisions)).toEqual(['Sec-1', 'Sec-3']);
    expect(commands.size).toBeGreaterThan(0);
    expect([...commands].join('\n')).not.toContain(PASSWORD);
    expect(JSON.stringify(revisions.state())).not.toContain(PASSWORD);
  } finally {
    await revisions.close();
  }
});
