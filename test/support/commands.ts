// A project that commands start, and how they are written down.
import { problemLines } from './check.ts';
import { open, parseScenario } from './scenario.ts';

/** An app in `src/` with its configs. */
export const PROJECT = `
-- src/train.py --
import hydra
@hydra.main(version_base=None, config_path="../configs", config_name="train")
def main(cfg): ...
-- configs/train.yaml --
defaults: [{ app/db: mysql }, { model: gpt }, _self_]
lr: 0.1
steps: 10
tags: [a, b]
-- configs/eval.yaml --
defaults: [{ model: gpt }, _self_]
split: test
-- configs/app/db/mysql.yaml --
host: localhost
port: 3306
-- configs/app/db/postgres.yaml --
host: remote
port: 5432
-- configs/model/gpt.yaml --
dim: 64
-- configs/model/mamba.yaml --
dim: 32
state: 16
`;

/** A `launch.json` that runs it. */
export const launch = (args: string) => `{ "configurations": [{ "program": "src/train.py", "args": [${args}] }] }`;

/** The problems of a document beside the project. */
export function problemsIn(path: string, text: string): string[] {
  return problemLines(open(parseScenario(`${PROJECT}-- ${path} --\n${text}`)).snapshot());
}
