import type { Hooks } from '@gw/core';

const rule = 'Answer in one sentence.';

/** Every conversation begins with the house's instructions, and sales makes do with the small model. */
export const houseRules: Hooks = {
  name: 'house-rules',
  onRequest(ctx) {
    const isSales = ctx.identity.tenant === 'sales';
    if (ctx.api === 'chat') {
      const { model, messages } = ctx.request.json();
      return {
        request: ctx.request.with({
          model: isSales ? 'small-model' : model,
          messages: [{ role: 'system', content: rule }, ...messages],
        }),
      };
    }
    if (ctx.api === 'responses') {
      const { model, instructions } = ctx.request.json();
      return {
        request: ctx.request.with({
          model: isSales ? 'small-model' : model,
          instructions: instructions ? `${rule}\n\n${instructions}` : rule,
        }),
      };
    }
    return undefined;
  },
};
