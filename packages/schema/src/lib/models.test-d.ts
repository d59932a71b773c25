import type OpenAI from 'openai';
import { expectTypeOf, test } from 'vitest';
import type { Model, ModelList } from './models.ts';

type SdkPage = Pick<OpenAI.Models.ModelsPage, 'object' | 'data'>;

test('our model and the SDK’s are the same', () => {
  expectTypeOf<Model>().toEqualTypeOf<OpenAI.Model>();
});

// Why this goes one way only: the SDK's page types `object` as any string.
test('our list is a page of the SDK', () => {
  expectTypeOf<ModelList>().toExtend<SdkPage>();
  expectTypeOf<SdkPage>().not.toExtend<ModelList>();
});
