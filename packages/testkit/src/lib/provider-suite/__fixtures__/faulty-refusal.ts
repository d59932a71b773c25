import type { IncomingMessage } from 'node:http';
import { type CallOptions, UpstreamError, type UpstreamErrorOptions } from '@gw/core';
import type { Faulty } from './fault.ts';
import { readBody } from './faulty-body.ts';

type Json = Readonly<Record<string, unknown>>;

/** What the upstream said when it refused, without the key that it may have quoted. */
export async function toRefusal(
  response: IncomingMessage,
  { signal }: Pick<CallOptions, 'signal'>,
  { id, key, fault }: Faulty,
): Promise<Error> {
  const { statusCode = 0, headers } = response;
  const body = await readBody(response).catch(() => {
    if (fault !== 'ignores the signal') signal.throwIfAborted();
    return '';
  });
  const text = fault === 'shows the key in errors' ? `${body}` : `${body}`.replaceAll(key, '***');
  const type = fault === 'shows pages' ? 'text/plain' : headers['content-type'];
  const { message, ...fields } = readFields(
    text,
    type,
    fault === 'takes every error for an object',
  );
  return new UpstreamError(message ?? `The upstream answered with HTTP ${statusCode}.`, {
    provider: id,
    upstreamStatus: statusCode,
    ...(fault === 'loses what a refusal says' ? {} : fields),
    retryAfterMs:
      fault === 'forgets when to ask again' ? undefined : waitOf(headers['retry-after']),
  });
}

function waitOf(seconds: string | undefined): number | undefined {
  return seconds === undefined ? undefined : Number(seconds) * 1_000;
}

type Fields = Pick<UpstreamErrorOptions, 'type' | 'param' | 'upstreamCode'> & {
  message?: string | undefined;
};

function readFields(text: string, contentType = '', isTrusting: boolean): Fields {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { message: contentType.startsWith('text/plain') ? text : undefined };
  }
  return isTrusting ? trust(value as { error: Json }) : search(value);
}

/** Upstreams and what stands before them have many shapes of an error. */
function search(value: unknown): Fields {
  const root = objectOf(Array.isArray(value) ? value[0] : value);
  const { errors, detail } = root;
  const inner = root.error ?? (Array.isArray(errors) ? errors[0] : root);
  const { message, type, param, code } = objectOf(inner);
  const reason = Array.isArray(detail) ? objectOf(detail[0]).msg : detail;
  return {
    message: textOf(inner) ?? textOf(message) ?? textOf(reason),
    type: textOf(type),
    param: textOf(param),
    upstreamCode: textOf(code),
  };
}

function trust({ error }: { error: Json }): Fields {
  const { code, ...fields } = error as Readonly<Record<string, string>>;
  return { ...fields, upstreamCode: code };
}

function objectOf(value: unknown): Json {
  return typeof value === 'object' && value !== null ? (value as Json) : {};
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
