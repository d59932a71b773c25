/** @see https://docs.ollama.com/api/tags */
export function tags(names: readonly string[]): object {
  return {
    models: names.map((name) => ({
      name,
      model: name,
      modified_at: '2025-10-03T23:34:03.409490317-07:00',
      size: 3_338_801_804,
      digest: 'a2af6cc3eb7fa8be8504abaf9b04e88f17a119ec3f04a3addf55f92841195f5a',
      details: {
        format: 'gguf',
        family: 'gemma',
        families: ['gemma'],
        parameter_size: '4.3B',
        quantization_level: 'Q4_K_M',
      },
    })),
  };
}
