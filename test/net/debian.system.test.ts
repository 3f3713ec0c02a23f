import { networkSuite } from './suite.ts';

// dash is what the lab's Debian nodes have, in the lab tests; bash what the images of RHEL have.
networkSuite('debian-sysv', 'busybox');
