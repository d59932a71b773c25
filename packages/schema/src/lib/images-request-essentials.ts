import { z } from 'zod';

/** What the gateway itself depends on in an images request. */
export const imagesRequestEssentials = z.object({
  prompt: z.string(),
  model: z.string().min(1).nullish(),
  n: z.int().min(1).nullish(),
  stream: z.boolean().nullish(),
  safety_identifier: z.string().nullish(),
});
