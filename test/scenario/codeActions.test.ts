// What a light bulb offers, and the files as they are after it.
import { expect, it } from 'vitest';
import { actionTitles, afterAction } from '../support/check.ts';
import { type Edit, trainer } from '../support/scenario.ts';

it('writes the key that was meant', () => {
  const edit: Edit = ['configs/mamba.yaml', 'seq_len: 1024', 'train_$0seq_len: 1024'];
  const after = afterAction(trainer(edit), "Change to 'seq_len'");
  expect(after['configs/mamba.yaml']).toContain('\nseq_len: 1024');
});

it('offers no key that the file has already', () => {
  const edit: Edit = ['configs/mamba.yaml', 'seq_len: 1024', 'seq_len: 1024\ntrain_$0seq_len: 1024'];
  expect(actionTitles(trainer(edit))).toEqual(["Remove 'train_seq_len'"]);
});

it('writes the registered name, in the quotes that are there', () => {
  const edit: Edit = ['configs/ngpt.yaml', 'type: "ngpt"', 'type: "ng$0tp"'];
  expect(afterAction(trainer(edit), "Change to 'ngpt'")['configs/ngpt.yaml']).toContain('type: "ngpt"');
});

it('adds the base that defines what is missing, before the others', () => {
  const edit: Edit = ['configs/ngpt.yaml', '  - data\n', ''];
  const [path, before, text] = ['configs/ngpt.yaml', 'defaults:', 'def$0aults:'] as const;
  const after = afterAction(trainer(edit, [path, before, text]), "Add 'data' to the defaults list");
  expect(after[path]).toContain('defaults:\n  - data\n  - training\n');
});
