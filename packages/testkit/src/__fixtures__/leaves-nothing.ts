// Run in a process of its own, which must end by itself: nothing keeps it alive after close().
import { neverAnswers, paced, startUpstream } from '../upstream.ts';

const upstream = await startUpstream({ script: [paced(60_000), neverAnswers()] });
const ask = () =>
  fetch(`${upstream.url}/chat/completions`, {
    method: 'POST',
    body: JSON.stringify({ model: 'm', messages: [], stream: true }),
  }).then(
    (response) => response.text(),
    () => undefined,
  );
const answers = [ask(), ask()].map((answer) => answer.catch(() => undefined));
await upstream.nextRequest();
await upstream.nextRequest();
await upstream.close();
await Promise.all(answers);
console.warn(`closed with ${upstream.openStreams()} open streams`);
