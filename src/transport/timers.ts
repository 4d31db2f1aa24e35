/** Lets a timer keep the process alive, or not. */
export function hold(timer: unknown, held: boolean): void {
  // Timers are objects in Node, Bun and Deno; in browsers they are numbers, which keep nothing alive.
  const object = timer as { ref?: () => unknown; unref?: () => unknown };
  if (held) object.ref?.();
  else object.unref?.();
}
