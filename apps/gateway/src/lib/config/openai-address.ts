/** That of `createHttpProvider`: where calls, and the key, go that nobody sends elsewhere. */
export const openaiBaseUrl = 'https://api.openai.com/v1';

/** Whether an address is OpenAI's own, as `createHttpProvider` knows it. */
export function isOpenAI(baseUrl: string): boolean {
  return baseUrl === openaiBaseUrl || baseUrl === `${openaiBaseUrl}/`;
}
