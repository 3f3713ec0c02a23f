import { parseCluster } from './src/desired/parse.ts';
const bad='spec:\n nodes:\n'+Array.from({length:20000},(_, i)=>`  N${i}: {}`).join('\n');
const t0=performance.now(); const d=parseCluster(bad,{file:'x'}); console.log(d.diagnostics.length, performance.now()-t0);
const t1=performance.now(); parseCluster('\n'.repeat(1e6),{file:'x'}); console.log('newlines', performance.now()-t1);
