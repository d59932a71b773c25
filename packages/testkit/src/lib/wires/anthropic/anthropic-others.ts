import { respond } from '../../behaviours/respond.ts';
import type { Behaviour } from '../../upstream/behaviour.ts';

/**
 * A page of models, as long as the request's `limit` (20 if it names none), behind the one that it
 * names in `after_id`.
 * @see https://platform.claude.com/docs/en/api/models/list
 */
export function anthropicModels(ids: readonly string[]): Behaviour {
  return (steps, request, context) => {
    const begin = ids.indexOf(request.query.get('after_id') ?? '') + 1;
    const end = begin + Number(request.query.get('limit') ?? 20);
    const page = ids.slice(begin, end);
    const json = {
      data: page.map(toModel),
      first_id: page[0] ?? null,
      last_id: page.at(-1) ?? null,
      has_more: end < ids.length,
    };
    return respond({ json })(steps, request, context);
  };
}

function toModel(id: string): object {
  return {
    type: 'model',
    id,
    display_name: id,
    created_at: '2025-02-19T00:00:00Z',
    max_input_tokens: 200_000,
    max_tokens: 64_000,
  };
}

/** @see https://platform.claude.com/docs/en/api/messages/count_tokens */
export function anthropicTokens(input_tokens: number): Behaviour {
  return respond({ json: { input_tokens } });
}
