import { isMembers, type Members, membersOf, objectsIn, textOf } from '@gw/provider-utils';
import type { ResponseResource, ResponsesStreamEvent } from '@gw/schema';
import { asksForLogprobs } from './convert-settings.ts';
import { mapLogprobs } from './map-logprobs.ts';
import { mapUsage } from './map-usage.ts';
import { addCall } from './stream-calls.ts';
import { endResponse } from './stream-end.ts';
import { addText, type TextPiece } from './stream-message.ts';
import { addPicture } from './stream-pictures.ts';
import { addThought, closeReasoning } from './stream-reasoning.ts';
import { type AnswerContext, createStreamState, type StreamState, tell } from './stream-state.ts';

/** One of Gemini's answers in, any number of events out. */
export interface AnswerReducer {
  push(answer: unknown): ResponsesStreamEvent[];
  /** What is left to say once the last one has come. */
  end(): ResponsesStreamEvent[];
}

/**
 * Tells the pieces of a stream, or a whole answer, as the events of a response. Of the candidates
 * only the first one counts.
 *
 * It tells starts, deltas and ends: texts are not told again when they are whole, and whoever sends
 * the events numbers them.
 * @see https://ai.google.dev/api/generate-content#v1beta.GenerateContentResponse
 */
export function openStream(context: AnswerContext): AnswerReducer {
  const state = createStreamState(context);
  return {
    push(answer) {
      addAnswer(state, membersOf(answer));
      return takeEvents(state);
    },
    end() {
      beginResponse(state);
      endResponse(state);
      return takeEvents(state);
    },
  };
}

function takeEvents(state: StreamState): ResponsesStreamEvent[] {
  const { events } = state;
  state.events = [];
  return events;
}

function addAnswer(state: StreamState, answer: Members): void {
  if (textOf(answer.modelVersion) !== '') state.head.model = textOf(answer.modelVersion);
  beginResponse(state);
  const { blockReason } = membersOf(answer.promptFeedback);
  state.blockReason = textOf(blockReason) || state.blockReason;
  for (const candidate of objectsIn(answer.candidates)) {
    if ((candidate.index ?? 0) === 0) addCandidate(state, candidate);
  }
  state.usage = mapUsage(answer.usageMetadata) ?? state.usage;
}

function beginResponse(state: StreamState): void {
  if (state.hasBegun) return;
  state.hasBegun = true;
  const response = { ...state.head } as ResponseResource;
  tell(state, { type: 'response.created', response });
}

function addCandidate(state: StreamState, candidate: Members): void {
  // They are those of the whole piece; its last text carries them.
  let logprobs = asksForLogprobs(state.request) ? mapLogprobs(candidate.logprobsResult) : [];
  const parts = objectsIn(membersOf(candidate.content).parts);
  const lastText = parts.findLast(isAnswerText);
  for (const part of parts) {
    addPart(state, part, part === lastText ? logprobs : []);
    if (part === lastText) logprobs = [];
  }
  state.finishReason = textOf(candidate.finishReason) || state.finishReason;
}

function isAnswerText({ text, thought }: Members): boolean {
  return typeof text === 'string' && thought !== true;
}

type Logprobs = ReturnType<typeof mapLogprobs>;

function addPart(state: StreamState, part: Members, logprobs: Logprobs): void {
  const signature = textOf(part.thoughtSignature);
  const text = textOf(part.text);
  if (part.thought === true) addThought(state, text, signature);
  else if (isMembers(part.functionCall)) addCall(state, part.functionCall, signature);
  else if (isMembers(part.inlineData)) addPicture(state, part.inlineData, signature);
  else if (isForeign(part)) state.warn(`Output was left out: ${Object.keys(part)}.`);
  else addSpeech(state, { text, signature, logprobs });
}

/** Code that Google ran itself, and whatever else a response has no item for. */
function isForeign(part: Members): boolean {
  const names = Object.keys(part);
  return names.length > 0 && !names.includes('text') && !names.includes('thoughtSignature');
}

/** A model has thought before it speaks. */
function addSpeech(state: StreamState, piece: TextPiece): void {
  if (piece.text !== '' && !state.message) closeReasoning(state, 'completed');
  addText(state, piece);
}
