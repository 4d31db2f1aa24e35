import { compareBytes } from "../../check/names.js";
import type { Page } from "../../types.js";
import type { Answer } from "../chunks.js";
import { listPage, type ListingSteps } from "./page.js";
import { skim, type Outline } from "./skim.js";

/** A page that has come and is read later; until then it is kept as text. */
export interface PageAhead<T> extends Outline {
  /** Reads it. Throws as `listPage` rejects; undefined if it is to be requested again. */
  readonly read: () => Page<T> | undefined;
  /** The attempts that it took. */
  readonly attempts: number;
  /** The bytes of text that are kept until then. */
  readonly bytes: number;
}

/**
 * Lists one page that is read when its turn comes, and until then only skimmed for what the walk needs to go on. A page
 * that cannot be skimmed, or gone on from, is read at once: it is requested again or rejected as in a walk in turn.
 */
export async function listAhead<T>(steps: ListingSteps<T>): Promise<PageAhead<T>> {
  const { query, pages, send, read, check, idField } = steps;
  const come = await send((answer) => {
    const skimmed = skim(answer.bytes, pages, idField);
    if (skimmed !== undefined && isForward(skimmed, query["prefix"], query[pages.after]))
      return () => aheadOf(skimmed, answer, steps);
    const page = answer.as(read);
    return () => aheadOf(outlineOf(check(page), steps), answer, steps);
  });
  return come();
}

/** Lists one page that is read at once, after so many attempts that were in vain. */
export async function listWhole<T>(steps: ListingSteps<T>, attempts: number): Promise<PageAhead<T>> {
  for (let count = 0; count < attempts; count++) steps.call.begin();
  const page = await listPage(steps);
  return { ...outlineOf(page, steps), read: () => page, attempts, bytes: 0 };
}

/** Reports whether a walk can go on from a page, as far as its last id tells. */
function isForward({ size, idAt, hasMore }: Outline, prefix: unknown, after: unknown): boolean {
  if (size === 0) return !hasMore;
  const last = idAt(size - 1);
  const isInside = typeof prefix !== "string" || last.startsWith(prefix);
  return isInside && (typeof after !== "string" || compareBytes(last, after) > 0);
}

function outlineOf<T>({ items, hasMore }: Page<T>, { idOf }: ListingSteps<T>): Outline {
  const ids = items.map(idOf);
  return { size: ids.length, hasMore, idAt: (index) => ids[index] ?? "" };
}

/** Returns a page whose reader holds its text alone, not its outline. */
function aheadOf<T>(
  { size, hasMore, idAt }: Outline,
  answer: Answer,
  { call, read, check }: ListingSteps<T>,
): PageAhead<T> {
  const last = size === 0 ? undefined : idAt(size - 1);
  const { begun: attempts } = call;
  const readAsOutlined = (body: unknown): Page<T> | undefined => {
    const page = read(body);
    const isSo = page?.items.length === size && page.cursor === last && page.hasMore === hasMore;
    return isSo ? page : undefined;
  };
  const readLater = (): Page<T> | undefined => {
    let page: Page<T>;
    try {
      page = answer.as(readAsOutlined);
    } catch (error) {
      if (attempts >= call.retry.maxAttempts) throw error;
      return undefined;
    }
    return check(page);
  };
  return { size, hasMore, idAt, read: readLater, attempts, bytes: answer.bytes.length };
}
