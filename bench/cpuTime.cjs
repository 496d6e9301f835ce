// Loaded before a program with `node --require`: at its end it writes the milliseconds of processor time that all its
// threads took into the file that HYDRASCOPE_CPU_TIME names.
const { writeFileSync } = require('node:fs');

process.once('exit', () => {
  const { user, system } = process.cpuUsage();
  writeFileSync(process.env.HYDRASCOPE_CPU_TIME, String((user + system) / 1000));
});
