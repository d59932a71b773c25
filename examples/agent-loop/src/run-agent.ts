import type OpenAI from 'openai';
import type { Tool } from './tools.ts';

export interface AgentOptions {
  readonly client: OpenAI;
  readonly model: string;
  readonly instructions: string;
  readonly question: string;
  readonly tools: readonly Tool[];
  /** Gets the model's words as they come. */
  readonly onText: (text: string) => void;
  /** Gets every call and what came of it. */
  readonly onCall: (call: string, output: string) => void;
  /** How often the model may be asked. Default: 8. */
  readonly maxRounds?: number;
}

/**
 * Asks, does what the model wants to have done, tells it what came of it, until it answers. Each
 * round sends only what is new: what was said before is found by the id of the response before.
 * @returns the answer.
 * @throws {Error} when the model does not answer, or not in full.
 */
export async function runAgent(options: AgentOptions): Promise<string> {
  const { question, maxRounds = 8 } = options;
  let input: OpenAI.Responses.ResponseInput = [{ role: 'user', content: question }];
  let previousId: string | null = null;
  for (let round = 0; round < maxRounds; round++) {
    const response: OpenAI.Responses.Response = await ask(input, previousId, options);
    const calls = response.output.filter((item) => item.type === 'function_call');
    if (calls.length === 0) return response.output_text;
    input = await Promise.all(calls.map((call) => answerCall(call, options)));
    previousId = response.id;
  }
  throw new Error(`There was no answer after ${maxRounds} rounds.`);
}

async function ask(
  input: OpenAI.Responses.ResponseInput,
  previousId: string | null,
  { client, model, instructions, tools, onText }: AgentOptions,
): Promise<OpenAI.Responses.Response> {
  const stream = client.responses.stream({
    model,
    // They hold for one response only, so that each may have others.
    instructions,
    input,
    previous_response_id: previousId,
    tools: tools.map(({ definition }) => definition),
  });
  stream.on('response.output_text.delta', ({ delta }) => onText(delta));
  const response = await stream.finalResponse();
  if (response.status === 'completed') return response;
  const reason = response.incomplete_details?.reason ?? response.error?.message;
  throw new Error(`The response is ${response.status}: ${reason}`);
}

/** What goes wrong is an answer too: the model may well mend it. */
async function answerCall(
  { name, arguments: args, call_id }: OpenAI.Responses.ResponseFunctionToolCall,
  { tools, onCall }: AgentOptions,
): Promise<OpenAI.Responses.ResponseInputItem> {
  const output = await runTool(name, args, tools).catch(({ message }) => `Error: ${message}`);
  onCall(`${name}(${args})`, output);
  return { type: 'function_call_output', call_id, output };
}

async function runTool(name: string, args: string, tools: readonly Tool[]): Promise<string> {
  const tool = tools.find(({ definition }) => definition.name === name);
  if (!tool) throw new Error(`There is no tool "${name}".`);
  return tool.run(JSON.parse(args));
}
