// Loaded into the dmsa that is soaked: after each full collection of its garbage, what is still held goes to a file. That is what a leak
// would show in; the memory that the system counts also has what the engine keeps for itself.
import { appendFileSync } from 'node:fs';
import { constants, PerformanceObserver } from 'node:perf_hooks';

const path = process.env['SOAK_HEAP'];
if (path) {
  new PerformanceObserver((list) => {
    const full = list.getEntries().some((entry) => entry.detail.kind === constants.NODE_PERFORMANCE_GC_MAJOR);
    if (full) appendFileSync(path, `${process.pid} ${(process.memoryUsage().heapUsed / 1024 / 1024).toFixed(2)}\n`);
  }).observe({ entryTypes: ['gc'] });
}
