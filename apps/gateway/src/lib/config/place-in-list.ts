/** Names places in a list for errors. */
export type Place = (position: number, setting?: string) => string;

/** `gateway.config.ts: providers[0].baseUrl`. */
export function placeInList(file: string, list: string): Place {
  return (position, setting) => `${file}: ${list}[${position}]${setting ? `.${setting}` : ''}`;
}
