// docs/benchmarks.md, which nobody writes by hand.
import { availableParallelism } from 'node:os';
import { ROWS } from './rows.mjs';
import { missed, table } from './table.mjs';
import { YAML_SERVER_VERSION } from './yamlServer.mjs';

/**
 * @param {readonly import('./measure.mjs').Measured[]} results
 * @param {{ date: string, load: number, hydra: string }} facts
 */
export function page(results, { date, load, hydra }) {
  const failures = missed(results);
  const verdict =
    failures.length === 0
      ? 'Every limit is met.'
      : `Missed on this machine: ${failures.length} of the limits, in bold below.`;
  return `# Benchmarks

\`npm run bench\` wrote this page. It measures everything below anew, in about thirty minutes, and compares within the same
run on the same machine; the ratios say more than the milliseconds.

This run: ${date}, ${availableParallelism()} cores, ${process.platform} on ${process.arch}, Node ${process.versions.node}, Hydra ${hydra},
yaml-language-server ${YAML_SERVER_VERSION}; the load of the machine was ${load.toFixed(1)} when it began. ${verdict}

${table(results)}

## How it is measured

**Workspaces.** The trainer is the one of this repository. The made projects have 20 groups whatever their size, so a
composition costs the same in all of them; what grows is how many options a group has. A tenth of the configs are
experiments, two are primary configs, and all have interpolations. A cost that grows down the three sizes is one that the
rest of the workspace causes. \`bench/workspaces.mjs\` makes them.

**Numbers.** Each is the median, with the 95th percentile behind it. Rounds of the two that are compared alternate, and
\`times better\` is the median of the ratios of these pairs. Limits are about the number that they name.

**Over the wire.** The server is a process of its own, and what is timed is what an editor waits for: from the write into
the server's pipe to the last byte of its answer, pauses by design included. yaml-language-server waits 200 ms after a
keystroke before it looks; that is part of its numbers. It gets a JSON Schema of the same keys, the same files and the same
changes. Each keystroke alternates between making a mistake and taking it back, so every one of them has to show. Before a
question counts that follows a keystroke, both servers have answered it five hundred times. For the trainer both read the
schemas of this repository.

**Hydra.** \`compose()\` runs warm in one process, as does ours. A whole process is timed from its start to its end, and both
have to print the same.

**Start and memory.** Each round is a new process, timed from the moment it is made. One open file has a mistake that is not
saved, and a file that is not open has one on the disk. Memory is the resident set that the system counts; our server is
started as VS Code starts it, with \`--max-semi-space-size=8\`.

**Activation.** A new window of the real workbench for each round, in a folder without configs, so that the bench and not
VS Code activates the extension.

${ROWS.map(({ name, how }) => `- **${name}.** ${how}`).join('\n')}
`;
}
