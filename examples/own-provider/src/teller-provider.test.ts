import { type ProviderWire, providerSuite } from '@gw/testkit/provider';
import { respond, stream } from '@gw/testkit/upstream';
import { describe, it } from 'vitest';
import { createTellerProvider } from './teller-provider.ts';

/** How a teller would say what the suite wants to hear. */
const tellerWire: ProviderWire = {
  isNative: false,
  framing: 'ndjson',
  basePath: '',
  answers: {
    chat({ text, finishReason, usage: { input, output } }, kind) {
      const end = { why: reasons[finishReason], read: input, written: output };
      if (kind === 'json') return respond({ json: { text: text.join(''), ...end } });
      const lines = [...text.map((piece) => ({ piece })), end];
      return stream(
        lines.map((line) => `${JSON.stringify(line)}\n`),
        { headers: { 'content-type': 'application/x-ndjson' } },
      );
    },
  },
  refusal: (status, { message, retryAfterSeconds }) =>
    respond({
      status,
      headers: retryAfterSeconds === undefined ? {} : { 'retry-after': `${retryAfterSeconds}` },
      json: { error: { message } },
    }),
  refusalFields: [],
};

const reasons: Readonly<Record<string, string>> = {
  stop: 'done',
  length: 'full',
  content_filter: 'forbidden',
};

describe('createTellerProvider keeps what every provider promises', () => {
  const suite = providerSuite({
    provider: (baseUrl, apiKey) => createTellerProvider({ baseUrl, apiKey }),
    wire: tellerWire,
  });
  for (const { name, skip, run } of suite) it.skipIf(skip)(name, run);
});
