/** Questions one after another, with the arrow that leads one back. */
import { QuickInputButtons, type QuickPick, type QuickPickItem, window } from 'vscode';
import { unlinked, visible } from '../shownText';

/** The user wants to see the question before. */
export const BACK = Symbol('back');

/** An answer, `BACK`, or `undefined` where it was dismissed. */
export type Asked<T> = T | typeof BACK | undefined;

/** What a question looks like. */
export interface Look {
  readonly title: string;
  readonly placeholder: string;
  /** Whether there is a question before it. */
  readonly hasBack: boolean;
}

/** Shows a list that is filled by who calls, and gives what `answer` says when Enter is pressed; `undefined` stays. */
export function ask<T extends QuickPickItem, A>(
  { title, placeholder, hasBack }: Look,
  fill: (pick: QuickPick<T>) => void,
  answer: (item: T) => A | undefined,
): Promise<Asked<A>> {
  const pick = window.createQuickPick<T>();
  pick.title = title;
  pick.placeholder = placeholder;
  pick.ignoreFocusOut = true;
  pick.matchOnDescription = true;
  if (hasBack) pick.buttons = [QuickInputButtons.Back];
  fill(pick);
  return new Promise((resolve) => {
    let asked: Asked<A>;
    pick.onDidTriggerButton(() => {
      asked = BACK;
      pick.hide();
    });
    pick.onDidAccept(() => {
      const [item] = pick.activeItems;
      asked = item && answer(item);
      if (asked !== undefined) pick.hide();
    });
    pick.onDidHide(() => {
      pick.dispose();
      resolve(asked);
    });
    pick.show();
  });
}

/** A line of text; what `fault` says of it is shown, and Enter does nothing then. */
export function askLine(
  { title, placeholder, hasBack }: Look,
  {
    prompt,
    value,
    fault,
  }: { readonly prompt: string; readonly value: string; fault(line: string): string | undefined },
): Promise<Asked<string>> {
  const input = window.createInputBox();
  input.title = title;
  input.placeholder = placeholder;
  // VS Code makes links of it as in notifications.
  input.prompt = unlinked(visible(prompt));
  input.value = value;
  input.ignoreFocusOut = true;
  if (hasBack) input.buttons = [QuickInputButtons.Back];
  const judge = () => {
    const message = fault(input.value);
    input.validationMessage = message === undefined ? undefined : unlinked(visible(message));
  };
  return new Promise((resolve) => {
    let asked: Asked<string>;
    input.onDidChangeValue(judge);
    input.onDidTriggerButton(() => {
      asked = BACK;
      input.hide();
    });
    input.onDidAccept(() => {
      judge();
      if (input.validationMessage !== undefined) return;
      asked = input.value;
      input.hide();
    });
    input.onDidHide(() => {
      input.dispose();
      resolve(asked);
    });
    input.show();
  });
}

/** A question about what was answered so far. */
export interface Step<S> {
  /** Whether it is to be asked at all. */
  readonly isWanted: (answers: S) => boolean;
  /** Gives the answers with its own; those of before, where one came back to it, are its defaults. */
  readonly ask: (answers: S, hasBack: boolean) => Promise<Asked<S>>;
}

/** Goes through the questions, back and forth; `undefined` where one was dismissed. */
export async function askAll<S>(steps: readonly Step<S>[], first: S): Promise<S | undefined> {
  const past: Step<S>[] = [];
  let answers = first;
  let left = steps;
  for (let step = left[0]; step !== undefined; step = left[0]) {
    if (step.isWanted(answers)) {
      const asked = await step.ask(answers, past.length > 0);
      if (asked === undefined) return undefined;
      if (asked === BACK) {
        const before = past.pop();
        if (before !== undefined) left = steps.slice(steps.indexOf(before));
        continue;
      }
      answers = asked;
      past.push(step);
    }
    left = left.slice(1);
  }
  return answers;
}
