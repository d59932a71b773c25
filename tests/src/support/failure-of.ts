import { APIError } from 'openai';
import { expect } from 'vitest';

/** What the official client throws. */
export async function failureOf(promise: Promise<unknown>): Promise<APIError> {
  const thrown = await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(thrown).toBeInstanceOf(APIError);
  return thrown as APIError;
}
