/**
 * Loaded into the measured process (`NODE_OPTIONS=--import`): writes what the process used to the file that
 * BENCH_RESOURCES names, as the last thing it does.
 */
import { writeFileSync } from 'node:fs';

const path = process.env.BENCH_RESOURCES;
if (path !== undefined) {
  process.on('exit', () => {
    const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
    const used = { cpuSeconds: (userCPUTime + systemCPUTime) / 1e6, residentMegabytes: maxRSS / 1024 };
    writeFileSync(path, JSON.stringify(used));
  });
}
