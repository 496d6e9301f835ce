// Keys whose names a program gives to a function of its own: `read(cfg, "seq_len")`.
import { describe, expect, it } from 'vitest';
import { definition } from '../../server/src/features/index.ts';
import { hoverText } from '../support/check.ts';
import { linkLines, referenceLines, renamedName } from '../support/navigate.ts';
import { cursorIn, trainer } from '../support/scenario.ts';

const project = `
-- app.py --
import hydra
from omegaconf import OmegaConf
import reading
from reading import by_get as fetch

def by_attribute(cfg, name):
    return getattr(cfg, name)

def by_item(name, cfg):
    return cfg[name]

def by_select(cfg, name="steps"):
    return OmegaConf.select(cfg, name)

def say(cfg, text):
    print(cfg.lr, text)

@hydra.main(config_path="configs", config_name="config", version_base=None)
def main(cfg):
    by_attribute(cfg, "seq_len")
    by_item(name='width', cfg=cfg.model)
    by_select(cfg, "steps")
    fetch(cfg, "rate")
    reading.by_get(cfg, "rate")
    say(cfg, "seq_len")
-- reading.py --
def by_get(cfg, name):
    return cfg.get(name, 1)
-- configs/config.yaml --
defaults: [_self_]
seq_len: 1024
steps: 10
rate: 0.5
lr: 1
model: { width: 3 }
`;

const at = (mark: string) => cursorIn(project, mark);

describe('a name that is given to a function', () => {
  it('is a read of the key', () => {
    expect(referenceLines(at('se|q_len: 1024'))).toMatchInlineSnapshot(`
      "app.py:20: by_attribute(cfg, "[seq_len]")
      configs/config.yaml:2: [seq_len]: 1024"
    `);
    expect(referenceLines(at('wi|dth: 3'))).toMatchInlineSnapshot(`
      "app.py:21: by_item(name='[width]', cfg=cfg.model)
      configs/config.yaml:6: model: { [width]: 3 }"
    `);
    expect(referenceLines(at('ste|ps: 10'))).toMatchInlineSnapshot(`
      "app.py:12: def by_select(cfg, name="[steps]"):
      app.py:22: by_select(cfg, "[steps]")
      configs/config.yaml:3: [steps]: 10"
    `);
    expect(referenceLines(at('ra|te: 0.5'))).toMatchInlineSnapshot(`
      "app.py:23: fetch(cfg, "[rate]")
      app.py:24: reading.by_get(cfg, "[rate]")
      configs/config.yaml:4: [rate]: 0.5"
    `);
  });

  it('leads to the key, and shows it', () => {
    expect(linkLines(at('cfg, "seq|_len")\n    by_item'), definition)).toMatchInlineSnapshot(
      `"configs/config.yaml:2: [seq_len]: 1024"`,
    );
    expect(linkLines(at("'wid|th'"), definition)).toMatchInlineSnapshot(
      `"configs/config.yaml:6: model: { [width]: 3 }"`,
    );
    expect(linkLines(at('reading.by_get(cfg, "r|ate")'), definition)).toMatchInlineSnapshot(
      `"configs/config.yaml:4: [rate]: 0.5"`,
    );
    expect(hoverText(at('cfg, "seq|_len")\n    by_item'))).toMatchInlineSnapshot(`
      "**\`seq_len: int = 1024\`**

      in \`config\`, set in [config.yaml:2](configs/config.yaml#L2)"
    `);
    expect(hoverText(at("'wid|th'"))).toMatchInlineSnapshot(`
      "**\`model.width: int = 3\`**

      in \`config\`, set in [config.yaml:6](configs/config.yaml#L6)"
    `);
    expect(renamedName(at('by_select(cfg, "st|eps")'))).toBe('steps');
  });

  it('is none where the function asks for nothing by it', () => {
    expect(linkLines(at('say(cfg, "seq|_len")'), definition)).toBe('');
    expect(hoverText(at('say(cfg, "seq|_len")'))).toBe(undefined);
  });

  it('of the trainer', () => {
    const given = trainer(['trainer/mytrainer.py', 'read(args, "seq_len")', 'read(args, "seq$0_len")']);
    expect(linkLines(given, definition)).toMatchInlineSnapshot(
      `"configs/data.yaml:8: [seq_len]: 65536  # tokens per sequence (64 * 1024); on a smaller GPU the trainer may lower it"`,
    );
    expect(hoverText(given)).toMatchInlineSnapshot(`
      "**\`seq_len: int = 65536\`**

      in \`base_mtp\`, set in [data.yaml:8](configs/data.yaml#L8)"
    `);
  });
});
