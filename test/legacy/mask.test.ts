import { expect, it } from 'vitest';
import { maskSecrets } from '../../src/legacy/mask.ts';

it.each([
  ['Web-1;GUI;192.0.2.1/24;10.0.0.1/24;hunter2;;;;svcip_x', 'Web-1;GUI;192.0.2.1/24;10.0.0.1/24;*******;;;;svcip_x'],
  ['#Web-1;GUI;1.1.1.1/8;2.2.2.2/8; hunter 2', '#Web-1;GUI;1.1.1.1/8;2.2.2.2/8; ****** *'],
  ['a;GUI;1.1.1.1/8;2.2.2.2/8;hun;ter2;;;;;;;', 'a;GUI;1.1.1.1/8;2.2.2.2/8;***;****;;;;;;;'],
  ['UBI_X_PASSWORD = hunter2 # x', 'UBI_X_PASSWORD = ******* * *'],
  ['UBI_X=1', 'UBI_X=1'],
])('%s', (line, shown) => {
  expect(maskSecrets(`first\r\n${line}\r\nlast`, true)).toBe(`first\r\n${shown}\r\nlast`);
});

it('a fifth field of share.conf is no password', () => {
  const line = 'mount;GUI;SECENGINE;/opt/rrd;/opt/rrd/${NODE};soft';
  expect(maskSecrets(line, false)).toBe(line);
});
