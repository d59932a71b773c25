import type { ResolvedPrompt } from './resolve-prompt.ts';

/**
 * Names places in the message of a prompt as its client knows them: `prompt.content[1].image_url` is
 * `prompt.variables.NAME.image_url`, since each part but text is the value of a variable.
 */
export function nameVariables(text: string, { echo, message }: ResolvedPrompt): string {
  return text.replace(/\bprompt\.content\[(\d+)\]/g, (place, digits: string) => {
    // A prompt that was kept for later has them as two values.
    const part = JSON.stringify(message?.content[Number(digits)]);
    const found = Object.entries(echo.variables).find(
      ([, value]) => JSON.stringify(value) === part,
    );
    return found ? `prompt.variables.${found[0]}` : place;
  });
}
