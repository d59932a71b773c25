import type { Hooks } from '@gw/core';

/** Every chat begins with the house's instructions, and sales makes do with the small model. */
export const houseRules: Hooks = {
  name: 'house-rules',
  onRequest(ctx) {
    if (ctx.api !== 'chat') return undefined;
    const { model, messages } = ctx.request.json();
    return {
      request: ctx.request.with({
        model: ctx.identity.tenant === 'sales' ? 'small-model' : model,
        messages: [{ role: 'system', content: 'Answer in one sentence.' }, ...messages],
      }),
    };
  },
};
