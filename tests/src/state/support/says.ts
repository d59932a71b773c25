import { type Behaviour, respond, sseFrame, stream } from '@gw/testkit/upstream';
import { wholeResponse } from '../../support/whole-response.ts';

type Item = Readonly<Record<string, unknown>>;

/** An upstream's answer of these items, as JSON or as a stream, whichever it is asked for. */
export function says(items: readonly Item[]): Behaviour {
  return (answer, request, context) => {
    const isStream = (request.json as { readonly stream?: unknown }).stream === true;
    const behaviour = isStream ? stream(framesOf(items)) : respond({ json: responseOf(items) });
    return behaviour(answer, request, context);
  };
}

function responseOf(output: readonly Item[]): object {
  return { ...wholeResponse(''), output };
}

/** Every item begins and ends whole: what a server tells of items that have no deltas. */
function framesOf(items: readonly Item[]): string[] {
  const begun = { ...responseOf([]), status: 'in_progress', usage: null, completed_at: null };
  const events = [
    { type: 'response.created', response: begun },
    { type: 'response.in_progress', response: begun },
    ...items.flatMap((item, output_index) => [
      { type: 'response.output_item.added', output_index, item: { ...item, ...opened(item) } },
      { type: 'response.output_item.done', output_index, item },
    ]),
    { type: 'response.completed', response: responseOf(items) },
  ];
  return events.map(({ type, ...members }, sequence_number) =>
    sseFrame({ type, sequence_number, ...members }, type),
  );
}

function opened({ status }: Item): Item {
  return status === undefined ? {} : { status: 'in_progress' };
}
