import type OpenAI from 'openai';

export interface ChatOptions {
  readonly client: OpenAI;
  /** Gets the model's words as they come. */
  readonly onText: (text: string) => void;
}

/**
 * Says something in the newest conversation, or in the first one. Nothing is remembered here: who
 * answers gets from the gateway all that was said before.
 * @param model whom to ask this time.
 * @throws {Error} when the model does not answer, or not in full.
 */
export async function say(
  message: string,
  model: string,
  { client, onText }: ChatOptions,
): Promise<void> {
  const conversation = (await newestConversation(client)) ?? (await client.conversations.create());
  const stream = client.responses.stream({
    model,
    conversation: conversation.id,
    input: [{ role: 'user', content: message }],
  });
  stream.on('response.output_text.delta', ({ delta }) => onText(delta));
  const { status, error } = await stream.finalResponse();
  if (status !== 'completed') throw new Error(error?.message ?? `The answer is ${status}.`);
}

/** What has been said in the newest conversation, oldest first: `user: Hello`. */
export async function* history(client: OpenAI): AsyncGenerator<string> {
  const conversation = await newestConversation(client);
  if (!conversation) return;
  const items = client.conversations.items.list(conversation.id, { order: 'asc' });
  for await (const item of items) {
    if (item.type !== 'message') continue;
    const texts = item.content.map((part) => ('text' in part ? part.text : ''));
    yield `${item.role}: ${texts.join('')}`;
  }
}

/** OpenAI has no such list, and its client no method for it. */
async function newestConversation(
  client: OpenAI,
): Promise<OpenAI.Conversations.Conversation | undefined> {
  type List = { readonly data: readonly OpenAI.Conversations.Conversation[] };
  const { data } = await client.get<List>('/conversations', { query: { limit: 1 } });
  return data[0];
}
