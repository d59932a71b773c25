import { readThrown } from './thrown.ts';

/**
 * The factory's own `createAcmeProvider: "baseUrl" must …`, told of the place in the configuration.
 * @param place names that of a setting, and that of the provider for an empty name.
 */
export function factoryProblem(place: (setting: string) => string, thrown: unknown): string {
  const text = readThrown(thrown).message.replace(/\.$/, '');
  const [, named, rest = text] =
    /^create\w*(?:Provider|Store): (?:"([^"]+)" )?(.+)$/s.exec(text) ?? [];
  return named === undefined ? `${place('')}: ${rest}` : `${place(named)} ${rest}`;
}
