import { networkSuite } from './suite.ts';

networkSuite('debian-sysv');
