import { networkSuite } from './suite.ts';

networkSuite('rhel-like');
