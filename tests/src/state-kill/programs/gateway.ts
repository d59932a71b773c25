/**
 * A program: a gateway on a store that others may share, in front of a model that says what it is told
 * to. Prints where it listens, and the number of each call that the model gets, or that is
 * aborted; ends with whoever has started it.
 * @example node --conditions=@gw/source gateway.ts postgres postgres://…
 */
import { serve } from '@gw/adapter-node';
import { createGateway, type Hooks } from '@gw/core';
import { createState } from '@gw/state';
import { openStore } from '../support/open-store.ts';
import { scriptedModel } from '../support/scripted-model.ts';

const [kind = '', where = ''] = process.argv.slice(2);
process.stdin.resume().on('end', () => process.exit());

const byHeader: Hooks = {
  name: 'tenants',
  authenticate: ({ headers }) => ({ tenant: String(headers['x-tenant'] ?? 'default') }),
};
const gateway = createGateway({
  providers: [scriptedModel((what, number) => console.log(`${what} ${number}`))],
  use: [byHeader, createState({ store: openStore(kind, where) })],
});
await gateway.start();
const { url } = await serve(gateway);
console.log(`listening ${url}`);
