import { createGeminiProvider } from '@gw/provider-gemini';
import { geminiJson, geminiStream } from '@gw/testkit/wires';
import { listOf, type Members, membersOf, tokenOf } from '../judges/judge.ts';
import { geminiThoughts, judgeGemini } from '../judges/judge-gemini.ts';
import type { Wire } from './speaker.ts';
import { line } from './transcript.ts';

export const gemini: Wire = {
  model: 'gemini-3-flash',
  judge: judgeGemini,
  thoughtsIn: geminiThoughts,
  transcriptOf: ({ contents }) => listOf(contents).flatMap(linesOf),
  say({ thought, text, calls }, serial, issue) {
    const signature = { thoughtSignature: btoa(`signed ${serial}`) };
    // Of calls that are made at once only the first is signed.
    const called = calls.map(({ name, args }, place) => ({
      functionCall: { id: `${serial}x${place}`, name, args },
      ...(place === 0 && signature),
    }));
    if (called[0]) issue(tokenOf(called[0]));
    const parts = [{ text: thought, thought: true }, ...(text === '' ? [] : [{ text }]), ...called];
    const ending = {
      finishReason: 'STOP',
      members: { usageMetadata: { promptTokenCount: 9, candidatesTokenCount: 5 } },
    };
    return (steps, request, context) => {
      const isStream = request.path.endsWith(':streamGenerateContent');
      const answer = isStream
        ? geminiStream([...parts.map((part) => ({ parts: [part] })), { parts: [], ...ending }])
        : geminiJson({ parts, ...ending });
      return answer(steps, request, context);
    };
  },
  createProvider: (id, { origin }) => createGeminiProvider({ id, baseUrl: `${origin}/v1beta` }),
};

function linesOf({ role, parts }: Members): string[] {
  return listOf(parts).flatMap(({ text, inlineData, functionCall, functionResponse }) => {
    if (functionCall) {
      const { name, args } = membersOf(functionCall);
      return [line.call(name, args)];
    }
    if (functionResponse) return resultLines(membersOf(functionResponse));
    if (inlineData) return [line.picture(membersOf(inlineData).data)];
    return text ? [line.said(role === 'user' ? 'user' : 'model', text)] : [];
  });
}

function resultLines({ response, parts }: Members): string[] {
  const pictures = listOf(parts).map(({ inlineData }) => line.picture(membersOf(inlineData).data));
  return [line.output(membersOf(response).output), ...pictures];
}
