import type { ResponsesRequest } from '@gw/schema';
import type { Step } from '../upstream/step.ts';
import { errorSteps } from './error-steps.ts';
import { type InputItem, inputItems, isCall, isCallOutput } from './responses-input.ts';
import { unsealText } from './sealed.ts';

type Body = ResponsesRequest & { conversation?: unknown; prompt?: { id?: unknown } | null };
type Refuse = (body: Body, origin: string) => Step[] | undefined;

/**
 * The 400 or 404 for a request that needs what the upstream does not hold: it keeps no responses, no
 * conversations, no items and no prompts, and it reads only the opaque content that it made itself.
 */
export function refuseState(body: ResponsesRequest, origin: string): Step[] | undefined {
  for (const refuse of refusals) {
    const refused = refuse(body as Body, origin);
    if (refused !== undefined) return refused;
  }
  return undefined;
}

const refusals: readonly Refuse[] = [
  refusePrevious,
  refuseConversation,
  refusePrompt,
  refuseBackground,
  refuseReferences,
  refuseUncalledOutputs,
  refuseUnansweredCalls,
  refuseForeignContent,
  refuseNothing,
];

function refusePrevious({ previous_response_id: id }: Body): Step[] | undefined {
  if (id == null) return undefined;
  return errorSteps(400, {
    message: `Previous response with id '${id}' not found.`,
    param: 'previous_response_id',
    code: 'previous_response_not_found',
  });
}

function refuseConversation({ conversation }: Body): Step[] | undefined {
  if (conversation == null) return undefined;
  const id =
    typeof conversation === 'string' ? conversation : (conversation as { id?: unknown }).id;
  return errorSteps(404, { message: `Conversation with id '${id}' not found.`, code: null });
}

function refusePrompt({ prompt }: Body): Step[] | undefined {
  if (prompt == null) return undefined;
  const message = `Prompt with id '${prompt.id}' not found.`;
  return errorSteps(404, { message, param: 'prompt', code: null });
}

/** There would be nowhere to fetch it from. */
function refuseBackground({ background }: Body): Step[] | undefined {
  if (background !== true) return undefined;
  const message = 'This upstream keeps nothing, so nothing can run in the background.';
  return errorSteps(400, { message, param: 'background', code: 'unsupported_value' });
}

function refuseReferences(body: Body): Step[] | undefined {
  const found = inputItems(body).find(isReference);
  if (found === undefined) return undefined;
  const message = `Item with id '${found.id}' not found.`;
  return errorSteps(404, { message, param: 'input', code: null });
}

/** A reference may leave out its type, and is then nothing but an id. */
function isReference({ type, role, id }: InputItem): boolean {
  return type === 'item_reference' || (type == null && role == null && id != null);
}

function refuseUncalledOutputs(body: Body): Step[] | undefined {
  const called = callIdsOf(body, isCall);
  const id = callIdsOf(body, isCallOutput).find((each) => !called.includes(each));
  return id === undefined
    ? undefined
    : refuseInput(`No tool call found for function call output with call_id ${id}.`);
}

function refuseUnansweredCalls(body: Body): Step[] | undefined {
  const answered = callIdsOf(body, isCallOutput);
  const id = callIdsOf(body, isCall).find((each) => !answered.includes(each));
  return id === undefined
    ? undefined
    : refuseInput(`No tool output found for function call ${id}.`);
}

function callIdsOf(body: Body, isWanted: (item: InputItem) => boolean): string[] {
  return inputItems(body)
    .filter(isWanted)
    .map(({ call_id: id }) => `${id}`);
}

function refuseForeignContent(body: Body, origin: string): Step[] | undefined {
  const found = inputItems(body).find(
    ({ encrypted_content: sealed }) => sealed != null && unsealText(origin, sealed) === undefined,
  );
  if (found === undefined) return undefined;
  const message = `The encrypted content of item '${found.id}' was not made here.`;
  return refuseInput(message, 'invalid_encrypted_content');
}

function refuseNothing({ input }: Body): Step[] | undefined {
  return input == null
    ? refuseInput('There is no input.', 'missing_required_parameter')
    : undefined;
}

function refuseInput(message: string, code: string | null = null): Step[] {
  return errorSteps(400, { message, param: 'input', code });
}
