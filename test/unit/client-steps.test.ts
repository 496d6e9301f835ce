import { expect, it } from 'vitest';
import { type Asked, askAll, BACK, type Step } from '../../client/src/newModel/steps';

interface Answers {
  readonly name: string;
  readonly kind: string;
}

/** Goes through two questions and a last one, with what is answered one after another; tells what was asked. */
async function run(given: readonly (string | typeof BACK | undefined)[]) {
  const asked: string[] = [];
  const left = [...given];
  const step = (key: keyof Answers | 'sure', isWanted: Step<Answers>['isWanted'] = () => true): Step<Answers> => ({
    isWanted,
    ask: async (answers, hasBack): Promise<Asked<Answers>> => {
      asked.push(`${key}${key === 'sure' ? '' : `=${answers[key]}`}${hasBack ? ' <' : ''}`);
      const answer = left.shift();
      return typeof answer === 'string' ? { ...answers, ...(key !== 'sure' && { [key]: answer }) } : answer;
    },
  });
  const steps = [step('name'), step('kind', ({ name }) => name !== 'plain'), step('sure')];
  return { answers: await askAll(steps, { name: '', kind: '' }), asked };
}

it('asks one after another, and leads back from all but the first', async () => {
  expect(await run(['a', 'x', 'yes'])).toEqual({
    answers: { name: 'a', kind: 'x' },
    asked: ['name=', 'kind= <', 'sure <'],
  });
});

it('goes back to what was asked before, with what was answered there', async () => {
  expect(await run(['a', 'x', BACK, BACK, 'b', 'y', 'yes'])).toEqual({
    answers: { name: 'b', kind: 'y' },
    asked: ['name=', 'kind= <', 'sure <', 'kind=x <', 'name=a', 'kind=x <', 'sure <'],
  });
});

it('passes over what is not wanted, both ways', async () => {
  expect(await run(['plain', BACK, 'plain', 'yes'])).toEqual({
    answers: { name: 'plain', kind: '' },
    asked: ['name=', 'sure <', 'name=plain', 'sure <'],
  });
});

it('ends where a question is dismissed', async () => {
  expect(await run(['a', undefined])).toEqual({ answers: undefined, asked: ['name=', 'kind= <'] });
});
