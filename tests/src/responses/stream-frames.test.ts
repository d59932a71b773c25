/**
 * What a correct server guarantees of the frames of a stream and the snapshots in it, on every kind
 * of upstream, with and without chunk hooks. The numbers are those of the guarantees; G23 (reading
 * responses back) needs a database and is not here.
 */
import type { ResponsesStreamEvent } from '@gw/schema';
import { expect } from 'vitest';
import { eventsOf, faultsOfStream, snapshotsOf } from './support/oracle.ts';
import { onEverySetup } from './support/transcripts.ts';

const ends = ['response.completed', 'response.incomplete', 'response.failed'];

onEverySetup((onEach) => {
  onEach('every event fits the contract, and their order the state machine', (transcript) => {
    const { streamed, scenario } = transcript;
    expect(streamed.status).toBe(200);
    expect(faultsOfStream(streamed.text, scenario.exceptions)).toEqual([]);
  });

  // G1
  onEach('a stream says that it is one, and JSON that it is JSON', ({ streamed, whole }) => {
    expect(streamed.header('content-type')).toMatch(/^text\/event-stream/);
    expect(whole.header('content-type')).toMatch(/^application\/json(; ?charset=utf-8)?$/);
  });

  // G2
  onEach('a frame is one event line, one data line and an empty one', ({ streamed }) => {
    const frames = streamed.text.split('\n\n');
    expect(frames.pop()).toBe('');
    for (const frame of frames.slice(0, -1)) {
      const [event = '', data = '', ...more] = frame.split('\n');
      expect(more).toEqual([]);
      const { type } = JSON.parse(data.slice('data: '.length)) as ResponsesStreamEvent;
      expect([event, data.slice(0, 6)]).toEqual([`event: ${type}`, 'data: ']);
    }
  });

  // G3
  onEach('there is one [DONE], and nothing behind it', ({ streamed }) => {
    expect(streamed.text.match(/\[DONE\]/g)).toHaveLength(1);
    expect(streamed.text.endsWith('\n\ndata: [DONE]\n\n')).toBe(true);
    expect(streamed.ending).toBe('end');
  });

  // G4
  onEach('events are numbered from 0, without gaps', ({ events }) => {
    expect(events.map(({ sequence_number }) => sequence_number)).toEqual([...events.keys()]);
  });

  // G5
  onEach('it is created, it is in progress, and it ends once', ({ events }) => {
    const types = events.map(({ type }) => type);
    expect(types.slice(0, 2)).toEqual(['response.created', 'response.in_progress']);
    const last = types.filter((type) => ends.includes(type));
    expect(last).toEqual(types.slice(-1));
    expect(types.filter((type) => type === 'response.created')).toHaveLength(1);
  });

  // G6
  onEach('all snapshots are of one response', ({ events }) => {
    const snapshots = snapshotsOf(events);
    const [first] = snapshots;
    expect(first?.response.id).toMatch(/^resp_/);
    for (const { response } of snapshots) {
      const { id, created_at, model, previous_response_id } = response;
      expect({ id, created_at, model, previous_response_id }).toEqual({
        id: first?.response.id,
        created_at: first?.response.created_at,
        model: first?.response.model,
        previous_response_id: null,
      });
    }
    expect(snapshots.map(({ type, response }) => [type, response.status])).toEqual(
      snapshots.map(({ type }) => [type, statusOf(type)]),
    );
  });

  // G7
  onEach('a response begins with nothing, and ends with usage and a time', ({ events }) => {
    const snapshots = snapshotsOf(events);
    const end = snapshots.pop()?.response;
    for (const { response } of snapshots) {
      const { output, usage, completed_at } = response;
      expect({ output, usage, completed_at }).toEqual({
        output: [],
        usage: null,
        completed_at: null,
      });
    }
    expect(end?.usage).not.toBeNull();
    const isCompleted = end?.status === 'completed';
    expect(Number.isInteger(end?.completed_at)).toBe(isCompleted);
    expect(end?.completed_at === null).toBe(!isCompleted);
  });

  onEach('two streams of the same request are two responses', ({ streamed, response }) => {
    const [first] = snapshotsOf(eventsOf(streamed.text));
    // A native upstream's ids are its own.
    if (first?.response.model === 'chat-model') expect(response.id).not.toBe(first.response.id);
  });
});

function statusOf(type: string): string {
  return type === 'response.created' ? 'in_progress' : type.slice('response.'.length);
}
