// Adds up the reports of the test runs: "N passed, N failed". A part that ran no test is a failure. What failed is named with its first line
// before it: the end of a long output is often all that is kept of it.
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';

let passed = 0;
const failures = [];
for (const report of process.argv.slice(2)) {
  const { numPassedTests, numTotalTests, testResults } = JSON.parse(readFileSync(report, 'utf8'));
  passed += numPassedTests;
  if (numTotalTests === 0) failures.push(`${report}: no test was run`);
  for (const file of testResults) {
    const name = relative(process.cwd(), file.name);
    const failed = file.assertionResults.filter((test) => test.status === 'failed');
    for (const test of failed) failures.push(`${name}: ${test.fullName}: ${firstLines(test.failureMessages[0])}`);
    // A file that failed without a failed test (it could not be loaded, its set-up threw) is a failure of its own.
    if (file.status === 'failed' && failed.length === 0) failures.push(`${name}: ${firstLines(file.message)}`);
  }
}

function firstLines(message = '') {
  return message.split('\n').slice(0, 12).join('\n    ').slice(0, 1500);
}

for (const failure of failures) console.log(`failed: ${failure}`);
console.log(`${passed} passed, ${failures.length} failed`);
process.exitCode = passed > 0 && failures.length === 0 ? 0 : 1;
