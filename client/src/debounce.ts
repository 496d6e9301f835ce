/** A call that waits until it has not been repeated for a while. */
export interface Debounced {
  /** Runs the action once, `milliseconds` after the last call. */
  readonly call: () => void;
  /** Forgets a call that waits. */
  readonly dispose: () => void;
}

/** Quiet time in milliseconds; the action's own errors are its own matter. */
export function debounce(milliseconds: number, action: () => void): Debounced {
  let timer: NodeJS.Timeout | undefined;
  const dispose = () => clearTimeout(timer);
  return {
    call: () => {
      clearTimeout(timer);
      timer = setTimeout(action, milliseconds);
    },
    dispose,
  };
}
