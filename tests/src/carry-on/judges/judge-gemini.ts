import {
  faultIf,
  foreignThoughts,
  isMembers,
  type Judge,
  listOf,
  type Members,
  membersOf,
  tokenOf,
  unknownMembers,
} from './judge.ts';

const requestMembers =
  'contents systemInstruction tools toolConfig safetySettings generationConfig cachedContent ' +
  'serviceTier store';
const partMembers =
  'text thought thoughtSignature inlineData fileData functionCall functionResponse';
/** A part says one thing. */
const partData = ['text', 'inlineData', 'fileData', 'functionCall', 'functionResponse'];

/**
 * What stands in for the signature of a call that another model made.
 * @see https://ai.google.dev/gemini-api/docs/thought-signatures#faqs
 */
export const foreignSignature = 'skip_thought_signature_validator';

/**
 * The Gemini API with the models since Gemini 3, which check what they signed.
 * @see https://ai.google.dev/api/generate-content
 * @see https://ai.google.dev/gemini-api/docs/function-calling
 * @see https://ai.google.dev/gemini-api/docs/thought-signatures
 */
export const judgeGemini: Judge = (body, issued) => {
  const contents = listOf(body.contents);
  return [
    ...unknownMembers(body, requestMembers, 'request'),
    ...faultIf(contents[0]?.role !== 'user', 'contents[0].role: must be user'),
    ...faultIf(contents.at(-1)?.role !== 'user', 'contents: must end with the user'),
    ...contents.flatMap((content, place) => judgeContent(content, `contents[${place}]`)),
    ...contents.flatMap((_, place) => judgeOrder(contents, place)),
    ...judgeCurrentTurn(contents),
    ...foreignThoughts(geminiThoughts(body), issued),
  ];
};

/** Signed parts as they stand. The placeholder is nobody's. */
export function geminiThoughts(body: Members): string[] {
  const parts = listOf(body.contents).flatMap((content) => listOf(content.parts));
  return parts
    .filter(({ thoughtSignature: signature }) => signature && signature !== foreignSignature)
    .map((part) => tokenOf(part));
}

function judgeContent(content: Members, where: string): string[] {
  const parts = listOf(content.parts);
  return [
    ...unknownMembers(content, 'role parts', where),
    ...faultIf(content.role !== 'user' && content.role !== 'model', `${where}.role`),
    ...faultIf(parts.length === 0, `${where}.parts: must not be empty`),
    ...parts.flatMap((part, place) => judgePart(part, `${where}.parts[${place}]`)),
  ];
}

function judgePart(part: Members, where: string): string[] {
  const { functionCall: call, functionResponse: response } = part;
  const said = partData.filter((name) => name in part);
  return [
    ...unknownMembers(part, partMembers, where),
    ...faultIf(said.length !== 1, `${where}: must say one thing, not ${said.join(' and ')}`),
    ...unknownMembers(part.inlineData, 'mimeType data displayName', `${where}.inlineData`),
    ...unknownMembers(call, 'id name args', `${where}.functionCall`),
    ...faultIf(isMembers(call) && !isMembers(call.args), `${where}.functionCall.args: no object`),
    ...unknownMembers(
      response,
      'id name response parts willContinue scheduling',
      `${where}.functionResponse`,
    ),
    ...faultIf(
      isMembers(response) && !isMembers(response.response),
      `${where}.functionResponse.response: no object`,
    ),
  ];
}

/** Results follow their calls at once, as many and in their order, and calls answer somebody. */
function judgeOrder(contents: readonly Members[], place: number): string[] {
  const calls = callsIn(contents[place - 1]);
  const results = resultsIn(contents[place]);
  const where = `contents[${place}]`;
  return [
    ...faultIf(calls.length !== results.length, `${where}: as many results as calls are wanted`),
    ...results.flatMap((result, at) => [
      ...faultIf(result.name !== calls[at]?.name, `${where}: ${result.name} was not called`),
      ...faultIf(result.id !== calls[at]?.id, `${where}: no call has the id ${result.id}`),
    ]),
    ...faultIf(
      callsIn(contents[place]).length > 0 && contents[place - 1]?.role !== 'user',
      `${where}: calls must follow the user or results`,
    ),
  ];
}

/** The first call of each step since the user last spoke is signed. */
function judgeCurrentTurn(contents: readonly Members[]): string[] {
  const asked = contents.findLastIndex(
    (content) => content.role === 'user' && listOf(content.parts).some(({ text }) => text),
  );
  return contents.slice(asked + 1).flatMap((content, place) => {
    const first = listOf(content.parts).find(({ functionCall }) => functionCall);
    const isUnsigned = first !== undefined && !first.thoughtSignature;
    return faultIf(isUnsigned, `contents[${asked + 1 + place}]: missing thought_signature`);
  });
}

function callsIn(content: Members | undefined): Members[] {
  return listOf(content?.parts).flatMap(({ functionCall }) =>
    functionCall ? [membersOf(functionCall)] : [],
  );
}

function resultsIn(content: Members | undefined): Members[] {
  return listOf(content?.parts).flatMap(({ functionResponse }) =>
    functionResponse ? [membersOf(functionResponse)] : [],
  );
}
