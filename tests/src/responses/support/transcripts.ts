import type { ResponseResource, ResponsesStreamEvent } from '@gw/schema';
import { beforeAll, describe, expect, it } from 'vitest';
import type { RawReply } from '../../support/raw-client.ts';
import { eventsOf } from './oracle.ts';
import { type Scenario, scenarios } from './scenarios.ts';
import { type Setup, setups } from './setups.ts';

/** One request, asked as a stream and as JSON. */
export interface Transcript {
  readonly scenario: Scenario;
  readonly streamed: RawReply;
  readonly events: readonly ResponsesStreamEvent[];
  readonly whole: RawReply;
  readonly response: ResponseResource;
}

/** A test that has to hold for every transcript of a set-up. */
export type OnEach = (behaviour: string, check: (transcript: Transcript) => void) => void;

/** The same tests on every set-up, of all that its upstream can be asked. */
export function onEverySetup(tests: (onEach: OnEach) => void): void {
  describe.each(setups.map((setup) => [setup.name, setup] as const))('%s', (_, setup) => {
    let transcripts: readonly Transcript[] = [];
    beforeAll(async () => {
      transcripts = await listen(setup);
    });
    tests((behaviour, check) => {
      it(behaviour, () => {
        expect(transcripts.length).toBeGreaterThan(10);
        for (const transcript of transcripts) checkOne(transcript, check);
      });
    });
  });
}

function checkOne(transcript: Transcript, check: (transcript: Transcript) => void): void {
  try {
    check(transcript);
  } catch (error) {
    if (error instanceof Error) error.message = `${transcript.scenario.name}: ${error.message}`;
    throw error;
  }
}

/** Asks a gateway everything that its upstream can answer, in both ways. */
async function listen(setup: Setup): Promise<Transcript[]> {
  await using house = await setup.open();
  const transcripts: Transcript[] = [];
  for (const scenario of scenarios.filter(setup.plays)) {
    setup.script(house, scenario);
    const body = { model: 'test-model', ...scenario.request };
    const streamed = await house.send('/responses', { body: { ...body, stream: true } });
    const whole = await house.send('/responses', { body });
    transcripts.push({
      scenario,
      streamed,
      events: eventsOf(streamed.text),
      whole,
      response: whole.json() as unknown as ResponseResource,
    });
  }
  return transcripts;
}
