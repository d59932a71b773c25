import { describe, expect, it } from 'vitest';
import { maskSecretsIn, namesSecret, secretsInText } from './names-secret.ts';

describe('the names of secrets', () => {
  it.each([
    ...['key', 'apiKey', 'api_key', 'APIKEY', 'apikey', 'x-api-key', 'apiKeys', 'accessKey'],
    ...['secretKey2', 'key1', 'apiKeyEu', 'token', 'tokens', 'teamToken', 'access_token'],
    ...['secret', 'clientSecrets', 'password', 'passphrase', 'passwd', 'pwd', 'pass', 'dbPass'],
    ...['cookie', 'Set-Cookie', 'auth', 'basicAuth', 'authorization', 'bearer', 'credentials'],
    ...['headers', 'Headers', 'extraHeaders', 'signature', 'jwt'],
  ])('are many: %s', (name) => expect(namesSecret(name)).toBe(true));

  it.each([
    ...['id', 'keyId', 'accessKeyId', 'tokenUrl', 'credentialsFile', 'tokenLimit', 'tokenizer'],
    ...['keyboard', 'author', 'authMode', 'passthrough', 'baseUrl', 'model', ''],
  ])('are not all names: %s', (name) => expect(namesSecret(name)).toBe(false));
});

describe('a text that holds secrets', () => {
  it.each([
    ['https://user:sk-1@host/a', 'https://********@host/a', ['sk-1']],
    ['https://sk-1@host/a', 'https://********@host/a', ['sk-1']],
    ['see postgres://u:sk%2F1@h/d now', 'see postgres://********@h/d now', ['sk%2F1', 'sk/1']],
    ['http://h/?a=b&api_key=sk-1#x', 'http://h/?a=b&api_key=********#x', ['sk-1', 'sk-1']],
    ['/v1?key=sk-1', '/v1?key=********', ['sk-1', 'sk-1']],
    ['Server=h;Password=sk-1;', 'Server=h;Password=********;', ['sk-1', 'sk-1']],
    ['http://u:sk-1@h/?token=sk-2', 'http://********@h/?token=********', ['sk-1', 'sk-2']],
  ])('is printed without them: %s', (text, printed, secrets) => {
    expect(maskSecretsIn(text)).toBe(printed);
    expect(new Set(secretsInText(text))).toEqual(new Set(secrets));
  });

  it.each(['https://host/a?b=c', 'gpt-5', 'a = b', 'http://', ''])('may hold none: %s', (text) => {
    expect([maskSecretsIn(text), secretsInText(text)]).toEqual([text, []]);
  });
});
