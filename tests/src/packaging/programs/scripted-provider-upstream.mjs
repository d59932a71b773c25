// The upstream of a provider whose author has written its wire for the suite: it lists one model, and
// says the same whatever it is asked.
import { pathToFileURL } from 'node:url';
import { always, startUpstream, when } from '@gw/testkit/upstream';

const [file, factory] = process.argv.slice(2);
const { [factory]: createWire } = await import(pathToFileURL(file).href);
const { answers, basePath } = createWire();
const answer = {
  text: ['Hello', ' from', ' afar.'],
  toolCalls: [],
  finishReason: 'stop',
  usage: { input: 7, output: 5 },
};
const asAsked = (steps, request, context) =>
  answers.chat(answer, request.json.stream ? 'stream' : 'json')(steps, request, context);

const upstream = await startUpstream({
  basePath,
  script: [when(({ method }) => method === 'GET', answers.models(['rocket-1'])), always(asAsked)],
});
console.log(upstream.url);
