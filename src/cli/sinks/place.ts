import { because } from "../context.js";

/** A place for one secret. */
export interface SecretPlace {
  /** The place in words: `in "a.token"`. */
  readonly where: string;
  /** Checks, before anything is sent, that the secret can be stored, as far as possible. */
  prepare(): Promise<void>;
  /** Stores the secret; rejects if it may be incomplete. */
  deliver(secret: string, id: string): Promise<void>;
  /** Undoes `prepare`, or removes what a failed delivery left. */
  abandon(): Promise<void>;
}

/** Returns the reason for a failed delivery, without any part of the secret. */
export function deliveryProblem(place: SecretPlace, error: unknown): string {
  const reason = because(error) || (error instanceof Error ? `: ${error.message}` : "");
  return `The secret could not be delivered ${place.where}${reason}`;
}
