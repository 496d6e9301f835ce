#!/usr/bin/env node
/**
 * Records what real Hydra answers to every case of `requests/`, or compares (`--check`); README.md beside this file
 * says how. Exit status: 0 done, 1 differences, 2 wrong usage or a malformed request, 3 Hydra could not be had.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { ask, HERE, HYDRAS, lastLine, progress, pythonOf, REPO, Unavailable } from './hydras.mjs';

const MOST_DIFFERENCES_SHOWN = 40;

/** What is wrong with the command line or the requests; ends the run with status 2. */
class Misuse extends Error {}

/** The requests of every area, in the order of their files. */
function readRequests(only) {
  const folder = join(HERE, 'requests');
  const areas = readdirSync(folder)
    .filter((name) => name.endsWith('.jsonl'))
    .map((name) => name.slice(0, -'.jsonl'.length))
    .sort();
  if (only !== undefined && !areas.includes(only)) {
    throw new Misuse(`no area '${only}'; there are ${areas.join(', ')}`);
  }
  const requests = new Map();
  for (const area of areas) {
    if (only !== undefined && area !== only) continue;
    const seen = new Set();
    const file = join(folder, `${area}.jsonl`);
    requests.set(area, readLines(file));
    for (const [index, { id }] of requests.get(area).entries()) {
      const place = `${relative(REPO, file)}:${index + 1}`;
      if (typeof id !== 'string' || !id.startsWith(`${area}/`)) {
        throw new Misuse(`${place}: an id of this file starts with '${area}/'`);
      }
      if (seen.has(id)) throw new Misuse(`${place}: a second '${id}'`);
      seen.add(id);
    }
  }
  return requests;
}

/** One JSON value per line; a file that is not there has none. */
function readLines(file) {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines.map((line, index) => {
    try {
      return JSON.parse(line);
    } catch (error) {
      throw new Misuse(`${relative(REPO, file)}:${index + 1}: ${error.message}`);
    }
  });
}

/** Asks everything in one process. @returns {Promise<Map<string, string>>} id -> the answer's line */
async function answersOf(hydra, requests) {
  const python = await pythonOf(hydra);
  const all = [...requests.values()].flat();
  progress(`Hydra ${hydra.version}: asking ${all.length} cases`);
  const started = performance.now();
  const { status, stdout, stderr } = await ask(python, all);
  const lines = stdout.split('\n').slice(0, -1);
  if (status !== 0 || lines.length !== all.length) {
    const last = all[lines.length]?.id ?? 'the end';
    throw new Unavailable(`Hydra ${hydra.version} stopped at ${last}: ${lastLine(stderr)}`);
  }
  progress(`Hydra ${hydra.version}: ${((performance.now() - started) / 1000).toFixed(1)} s`);
  return new Map(lines.map((line, index) => [all[index].id, line]));
}

/** `answers/1.3/` has every case; `answers/1.4/` those that 1.4 answers otherwise than 1.3. */
function answersFile(version, area) {
  return join(HERE, 'answers', version, `${area}.jsonl`);
}

/** @returns {Map<string, string>} id -> line */
function readAnswers(version, area) {
  const file = answersFile(version, area);
  if (!existsSync(file)) return new Map();
  const lines = readFileSync(file, 'utf8').split('\n').slice(0, -1);
  return new Map(lines.map((line) => [JSON.parse(line).id, line]));
}

function writeAnswers(version, area, lines) {
  const file = answersFile(version, area);
  mkdirSync(dirname(file), { recursive: true });
  if (lines.length === 0) rmSync(file, { force: true });
  else writeFileSync(file, `${lines.join('\n')}\n`);
}

function record(requests, answers) {
  const [first, second] = HYDRAS.map((hydra) => answers.get(hydra.version));
  for (const [area, cases] of requests) {
    const ids = cases.map((request) => request.id);
    const differing = ids.filter((id) => first.get(id) !== second.get(id));
    writeAnswers(
      HYDRAS[0].version,
      area,
      ids.map((id) => first.get(id)),
    );
    writeAnswers(
      HYDRAS[1].version,
      area,
      differing.map((id) => second.get(id)),
    );
    progress(`${area}: ${ids.length} cases, ${differing.length} differ between the versions`);
  }
}

/** Compares what was asked now with what is recorded. @returns {number} how many differ */
function check(requests, answers) {
  let passed = 0;
  const failures = [];
  for (const [area, cases] of requests) {
    const stored = HYDRAS.map((hydra) => readAnswers(hydra.version, area));
    const known = new Set(cases.map((request) => request.id));
    for (const [index, { version }] of HYDRAS.entries()) {
      const asked = answers.get(version);
      if (asked === undefined) continue;
      for (const id of known) {
        const recorded = index === 0 ? stored[0].get(id) : (stored[1].get(id) ?? stored[0].get(id));
        if (recorded === asked.get(id)) passed += 1;
        else failures.push(`${version} ${id}: ${difference(recorded, asked.get(id))}`);
      }
      for (const id of stored[index].keys()) {
        if (!known.has(id)) failures.push(`${version} ${id}: recorded, but there is no such request`);
      }
    }
  }
  for (const failure of failures.slice(0, MOST_DIFFERENCES_SHOWN)) console.log(failure);
  if (failures.length > MOST_DIFFERENCES_SHOWN) console.log(`... ${failures.length - MOST_DIFFERENCES_SHOWN} more`);
  console.log(`${passed} passed, ${failures.length} failed`);
  return failures.length;
}

/** The first place where two answers part, in one line. */
function difference(recorded, asked) {
  if (recorded === undefined) return 'not recorded yet (npm run record)';
  const find = (left, right, path) => {
    const isBranch = (value) => typeof value === 'object' && value !== null;
    if (!isBranch(left) || !isBranch(right)) {
      return left === right ? undefined : `${path || 'answer'}: recorded ${shown(left)}, now ${shown(right)}`;
    }
    for (const key of new Set([...Object.keys(left), ...Object.keys(right)])) {
      const found = find(left[key], right[key], path === '' ? key : `${path}.${key}`);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  return find(JSON.parse(recorded), JSON.parse(asked), '') ?? 'the same keys in another order';
}

function shown(value) {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 160 ? `${text.slice(0, 160)}...` : text;
}

function readOptions() {
  const options = { check: { type: 'boolean' }, only: { type: 'string' }, hydra: { type: 'string' } };
  let values;
  try {
    ({ values } = parseArgs({ options }));
  } catch (error) {
    throw new Misuse(error.message);
  }
  const versions = HYDRAS.map((hydra) => hydra.version);
  if (values.hydra !== undefined && !versions.includes(values.hydra)) {
    throw new Misuse(`--hydra is one of ${versions.join(', ')}`);
  }
  if (values.hydra !== undefined && !values.check) {
    throw new Misuse('--hydra goes with --check: a recording needs both, since 1.4 keeps only what differs');
  }
  return values;
}

async function main() {
  const options = readOptions();
  const requests = readRequests(options.only);
  const asked = HYDRAS.filter((hydra) => options.hydra === undefined || hydra.version === options.hydra);
  const results = await Promise.allSettled(asked.map((hydra) => answersOf(hydra, requests)));
  const answers = new Map();
  const reasons = [];
  for (const [index, result] of results.entries()) {
    if (result.status === 'fulfilled') answers.set(asked[index].version, result.value);
    else if (result.reason instanceof Unavailable)
      reasons.push(`Hydra ${asked[index].version}: ${result.reason.message}`);
    else throw result.reason;
  }
  let status = reasons.length > 0 ? 3 : 0;
  if (options.check) {
    if (answers.size > 0 && check(requests, answers) > 0) status = 1;
  } else if (status === 0) {
    record(requests, answers);
  }
  for (const reason of reasons) console.error(`could not ask ${reason}`);
  return status;
}

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof Misuse)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
