/**
 * Makes a time that only moves forward: by the clock or, if that is the runtime's own, by its timer if it moved more.
 * If a custom clock is set back, the time elapsed is unknown; `onSetBack` receives the milliseconds.
 */
export function steadyTime(
  now: () => number,
  isCustom: boolean,
  onSetBack: (millis: number) => void,
): () => number {
  const timer = isCustom ? () => 0 : () => performance.now();
  let lastNow = now();
  let lastTick = timer();
  let passed = 0;
  return () => {
    const time = now();
    const tick = timer();
    const step = time - lastNow;
    if (isCustom && step < 0) onSetBack(-step);
    passed += Math.max(0, step, tick - lastTick);
    lastNow = time;
    lastTick = tick;
    return passed;
  };
}
