/** Takes a webhook's posts, hangs, or refuses them, as it is told on its input; prints a line for each that it took. */
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';

let how = 'takes';
createInterface({ input: process.stdin })
  .on('line', (line) => {
    how = line;
  })
  .on('close', () => process.exit());
createServer((request, response) => {
  request.resume();
  if (how === 'hangs') return;
  const took = how === 'takes';
  response.writeHead(took ? 204 : 503).end();
  if (took) process.stdout.write('took\n');
}).listen(8099, '127.0.0.1');
