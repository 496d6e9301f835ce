// Commands in Makefiles: in recipes, in variables, and in what Make's own functions are given.
import { describe, expect, it } from 'vitest';
import { problemsIn } from '../support/commands.ts';

const told = (text: string) => problemsIn('Makefile', text).map((line) => line.split("'")[0]?.trim());
const TOLD = 'error HS512';

describe('is judged', () => {
  it.each([
    ['a recipe', 'a:\n\tpython src/train.py lrr=1\n', '2:22+3'],
    ['a recipe behind its target', 'a: b ; python src/train.py lrr=1\n', '1:28+3'],
    ['what a variable is made of', 'LOSS := $(shell python src/train.py lrr=1)\n', '1:37+3'],
    ['what a recipe is made of', 'a:\n\techo $(shell python src/train.py lrr=1)\n', '2:35+3'],
    ['a script that the shell starts', 'LOSS := $(shell ./src/train.py lrr=1)\n', '1:32+3'],
    ['a variable', 'TRAIN = python src/train.py lrr=1\n', '1:29+3'],
    ['a variable over several lines', 'TRAIN ?= python src/train.py \\\n  lr=1 \\\n  lrr=1\n', '3:3+3'],
    ['a variable for others', 'export TRAIN := python src/train.py lrr=1\n', '1:37+3'],
    ['a block', 'define TRAIN\npython src/train.py lrr=1\nendef\n', '2:21+3'],
    ['a variable behind a block', 'define X\na = b\nendef\nTRAIN = python src/train.py lrr=1\n', '4:29+3'],
    ['what is given to a variable', 'TRAIN = python src/train.py\na:\n\t@$(TRAIN) lrr=1\n', '3:12+3'],
    ['what is given to it in braces', 'TRAIN=python src/train.py\na:\n\tX=1 ${TRAIN} lr=1 lrr=1\n', '3:20+3'],
    ['what is given to a module', 'PY = python\nTRAIN = cd src && $(PY) train.py\na:\n\t$(TRAIN) lrr=1\n', '4:11+3'],
    ['CRLF', 'TRAIN = python src/train.py\r\na:\r\n\t$(TRAIN) lrr=1\r\n', '3:11+3'],
  ])('%s', (_, text, place) => {
    expect(told(text)).toEqual([`Makefile:${place} ${TOLD}`]);
  });
});

describe('is not', () => {
  it.each([
    ['a value that is no command', "NAME = it's train.py lrr=1\n"],
    ['a comment', '# TRAIN = python src/train.py lrr=1\n'],
    ["words of Make's own functions", 'a:\n\t$(if $(X),python src/train.py lrr=1,python src/train.py lrr=2)\n'],
    ['what a variable with unknown words may add', 'TRAIN = python src/train.py $(ARGS) lrr=1\na:\n\t$(TRAIN) x=1\n'],
    ['a block that more may be added to', 'define T\npython src/train.py lrr=1 $(ARGS)\nendef\na:\n\t$(T)\n'],
    ['another program', 'TRAIN = python src/other.py\na:\n\t$(TRAIN) lrr=1\n'],
    ['a variable that nobody defines', 'a:\n\t$(TRAINER) lrr=1\n'],
    ['a variable within a word', 'TRAIN = python src/train.py\na:\n\t$(TRAIN)x lrr=1\n'],
  ])('%s', (_, text) => {
    expect(told(text)).toEqual([]);
  });
});
