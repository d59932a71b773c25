import type { GatewayReply } from '@gw/core';

/** A reply of JSON that is text already: what is stored goes out as it is written. */
export function toTextReply(json: string): GatewayReply {
  return { status: 200, headers: [['content-type', 'application/json']], body: json };
}

/** A list of what is text already. @see toListReply */
export function toTextListReply({
  data,
  hasMore,
}: {
  readonly data: readonly { readonly id: string; readonly text: string }[];
  readonly hasMore: boolean;
}): GatewayReply {
  const id = (one: { readonly id: string } | undefined) => JSON.stringify(one?.id ?? null);
  const texts = data.map(({ text }) => text).join(',');
  return toTextReply(
    `{"object":"list","data":[${texts}],"first_id":${id(data[0])},"last_id":${id(data.at(-1))},"has_more":${hasMore}}`,
  );
}
